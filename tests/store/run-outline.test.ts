/** What a list shows of a run, read without its log's records. */
import './fake-browser';
import { expect, test } from 'vitest';
import { database, put } from '../../src/store/database';
import { createRunStore } from '../../src/store/runs';

interface State {
  log: { step: number; loss: number }[];
  evals: { step: number; loss: number }[];
  previews: { step: number; png: Blob }[];
}

const runs = createRunStore<{ id: string; updated: number }, State>();
const losses = Array.from({ length: 2500 }, (_, i) => Math.fround(Math.cos(i)));
const state: State = {
  log: losses.map((loss, i) => ({ step: i + 1, loss })),
  evals: Array.from({ length: 70 }, (_, i) => ({ step: i, loss: 1 / (i + 1) })),
  previews: [1, 2].map((step) => ({ step, png: new Blob([`png ${step}`]) })),
};

test('all losses, all evaluations, the last preview', async () => {
  await runs.save({ id: 'a', updated: 1 }, state);
  const outline = (await runs.outline('a'))!;
  expect([...outline.losses]).toEqual(losses);
  expect(outline.evals).toEqual(state.evals);
  expect([outline.previewCount, outline.previews.map(({ step }) => step), await outline.previews[0].png.text()]).toEqual([2, [2], 'png 2']);
  expect((await runs.outline('a', Infinity))!.previews.map(({ step }) => step)).toEqual([1, 2]);
});

test('of a run that was taken back no more than it has', async () => {
  await runs.save({ id: 'b', updated: 1 }, state);
  await runs.save({ id: 'b', updated: 1 }, { log: state.log.slice(0, 1500), evals: state.evals.slice(0, 3), previews: [] });
  const outline = (await runs.outline('b'))!;
  expect([...outline.losses]).toEqual(losses.slice(0, 1500));
  expect([outline.evals.length, outline.previews, outline.previewCount]).toEqual([3, [], 0]);
});

test('of a run of earlier versions, and of one that has not begun', async () => {
  await put(database('runs'), [['record/c', { id: 'c', updated: 1 }], ['state/c', state]]);
  expect([...(await runs.outline('c'))!.losses]).toEqual(losses);
  await runs.put([{ id: 'd', updated: 2 }]);
  expect(await runs.outline('d')).toBeUndefined();
  expect((await runs.list()).map(({ id }) => id)).toContain('d');
  expect(await runs.load('d')).toBeUndefined();
});
