/** A run opened for looking at it: its log in columns, whatever wrote it. */
import './fake-browser';
import { expect, test } from 'vitest';
import { database, put } from '../../src/store/database';
import { createRunStore } from '../../src/store/runs';

interface State {
  step: number;
  log: { step: number; loss: number; norm?: number }[];
  evals: { step: number; loss: number }[];
  previews: { step: number }[];
}

const runs = createRunStore<{ id: string; updated: number }, State>();
const COUNT = 2500;
const state: State = {
  step: COUNT,
  // norms are recorded from the second chunk on, as after an update of the app
  log: Array.from({ length: COUNT }, (_, i) => ({ step: i + 1, loss: Math.sin(i), ...(i > 1500 && { norm: i }) })),
  evals: [{ step: 0, loss: 1 }],
  previews: [{ step: 7 }],
};

test('columns hold what was logged; what was not measured is NaN', async () => {
  await runs.save({ id: 'a', updated: 1 }, state);
  const { run, state: opened, log } = (await runs.open('a'))!;
  expect(run.id).toBe('a');
  expect(opened).toEqual({ ...state, log: [] });
  expect([...log!.step]).toEqual(state.log.map(({ step }) => step));
  expect([...log!.loss]).toEqual(state.log.map(({ loss }) => loss));
  expect([...log!.norm]).toEqual(state.log.map(({ norm }) => norm ?? NaN));
});

test('a run that was taken back has no more than it had then', async () => {
  await runs.save({ id: 'b', updated: 1 }, state);
  await runs.save({ id: 'b', updated: 1 }, { ...state, log: state.log.slice(0, 1500) });
  expect((await runs.open('b'))!.log!.step).toHaveLength(1500);
});

test('a run of earlier versions has its records; one that has not begun has nothing', async () => {
  await put(database('runs'), [['record/c', { id: 'c', updated: 1 }], ['state/c', state], ['record/d', { id: 'd', updated: 1 }]]);
  expect(await runs.open('c')).toEqual({ run: { id: 'c', updated: 1 }, state });
  expect(await runs.open('d')).toBeUndefined();
});
