/** Runs that were: what a list says of them, two over each other, one made again. */
import { beforeEach, describe, expect, test } from 'vitest';
import './runes';
import { defaults } from '../../src/app/logic/fields/defaults';
import { coursesOf, pictureSteps, smoothedCourse, upTo } from '../../src/app/logic/chart/overlay';
import { readDraft } from '../../src/app/logic/fields/read-draft';
import { differences, distinctive } from '../../src/app/logic/runs/run-differences';
import { bucketMeans, digestOf, linePoints } from '../../src/app/logic/runs/run-digest';
import { statusOf } from '../../src/app/logic/runs/run-status';
import { draftOf } from '../../src/app/logic/fields/write-draft';
import { App } from '../../src/app/state/app.svelte';
import { runsAddress } from '../../src/app/state/route.svelte';
import { en } from '../../src/app/text/en';
import { resultText, stepsText } from '../../src/app/text/run-result';
import type { Run, RunState } from '../../src/train/records';
import type { RunSettings } from '../../src/train/settings';
import { fakeServices, type Fake } from './fakes/services';

const settings = (changes: Partial<RunSettings> = {}): RunSettings => ({ ...readDraft({ ...defaults('tiny', 'object', 'balanced'), name: 'mug' }), ...changes });

describe('a digest', () => {
  test('is the mean of each part, and ignores what is no number', () => {
    expect(bucketMeans([1, 3, 5, 7, 2, 4], 3)).toEqual([2, 6, 3]);
    expect(bucketMeans([1, NaN, NaN, NaN], 2)).toEqual([1]);
    expect(bucketMeans([], 3)).toEqual([]);
    const long = bucketMeans(Float64Array.from({ length: 100_000 }, (_, i) => i), 48);
    expect(long).toHaveLength(48);
    expect(long[0]).toBeCloseTo(1041, 0);
  });

  test('becomes a line from the bottom to the top of its box', () => {
    expect(linePoints([{ at: 0, value: 2 }, { at: 1, value: 4 }])).toBe('0,100 100,0');
    expect(linePoints([{ at: 0.5, value: 3 }])).toBe('50,100');
  });

  test('keeps steps, measurements and the last picture', () => {
    const png = new Blob(['p']);
    const outline = { losses: Float64Array.of(2, 2), evals: [{ step: 0, loss: 3, items: [3] }], previews: [{ step: 2, png, prompt: '', seed: 1 }], previewCount: 4 };
    expect(digestOf(outline)).toEqual({ steps: 2, curve: [2, 2], evals: [{ step: 0, loss: 3 }], preview: png, previews: 4 });
  });
});

describe('settings', () => {
  test('that are the defaults of any preset are not told', () => {
    expect(distinctive(settings(), 'tiny')).toEqual([]);
    const careful = { ...defaults('full', 'style', 'careful', true), name: 'x', startText: 'brush' };
    expect(distinctive(readDraft(careful), 'full')).toEqual([]);
  });

  test('that are not are', () => {
    expect(distinctive(settings({ seed: 7, minSnr: 5 }), 'tiny').sort()).toEqual(['minSnr', 'seed']);
  });

  test('of two runs: what differs and matters', () => {
    const [a, b] = [draftOf(settings({ name: 'cup' })), draftOf(settings({ rate: '0.1', clip: { mode: 'norm', value: 2 } }))];
    expect(differences(a, b).sort()).toEqual(['clipMode', 'clipValue', 'name', 'rate']);
    // what the limit would be says nothing where there is none
    expect(differences({ ...a, clipValue: '5' }, a)).toEqual([]);
  });
});

describe('two runs over each other', () => {
  test('smoothed over the steps, never more points than are told apart, first and last among them', () => {
    const [steps, values] = smoothedCourse(new Float64Array(100_000).fill(0.5));
    expect(steps.length).toBeLessThanOrEqual(602);
    expect([steps[0], steps.at(-1)]).toEqual([1, 100_000]);
    expect(values.every((value) => Math.abs(value - 0.5) < 1e-9)).toBe(true);
    expect(smoothedCourse([])).toEqual([[], []]);
  });

  test('measurements at their steps', () => {
    const outline = { losses: Float64Array.of(1), evals: [{ step: 0, loss: 3, items: [] }, { step: 1, loss: 2, items: [] }], previews: [], previewCount: 0 };
    expect(coursesOf([outline, outline])[3]).toEqual([[0, 1], [3, 2]]);
  });

  test('the last picture so far of each', () => {
    const lists = [[{ step: 10 }, { step: 30 }], [{ step: 20 }, { step: 30 }]];
    expect(pictureSteps(lists)).toEqual([10, 20, 30]);
    expect(lists.map((list) => upTo(list, 15)?.step)).toEqual([10, undefined]);
    expect(lists.map((list) => upTo(list, 40)?.step)).toEqual([30, 30]);
  });
});

describe('words', () => {
  const measured = (...losses: number[]) => losses.map((loss, step) => ({ step, loss }));

  test('say first, last and the best where it is another', () => {
    expect(resultText(en, [], 'en')).toBe('Not measured');
    expect(resultText(en, measured(0.5), 'en')).toBe('Fixed set: 0.5000');
    expect(resultText(en, measured(0.5, 0.25), 'en')).toBe('Fixed set: 0.5000 → 0.2500 (-50%)');
    expect(resultText(en, measured(0.5, 0.2, 0.25), 'en')).toBe('Fixed set: 0.5000 → 0.2500 (-50%), best 0.2000 at step 1');
  });

  test('say how far it came', () => {
    expect(stepsText(en, 500, 500, 'en')).toBe('500 steps');
    expect(stepsText(en, 120, 5000, 'en')).toBe('120 of 5,000 steps');
  });

  test('a run that was cut off did not say so itself', () => {
    const run = { id: 'a', status: 'running' } as Run;
    expect(statusOf(run, { id: 'b', status: 'running', active: true })).toBe('interrupted');
    expect(statusOf(run, { id: 'a', status: 'paused', active: true })).toBe('paused');
    expect(statusOf({ ...run, status: 'done' }, { id: 'a', status: 'done', active: false })).toBe('done');
  });
});

describe('on the page', () => {
  let fake: Fake;
  let app: App;
  const log = Array.from({ length: 6 }, (_, i) => ({ step: i + 1, loss: 1 / (i + 1), rate: 0.1 }));
  const none = new Float64Array() as unknown as Float32Array;
  const state: RunState = { step: 6, vectors: none, moment1: none, moment2: none, scalars: none, initial: none, log, evals: [], previews: [] };
  const changes = [{ step: 3, rate: '0.01' }];
  const store = (id: string, more: Partial<Run> = {}) => {
    const run: Run = {
      id, modelId: 'bundled', datasetId: 'd', settings: settings({ steps: 20, seed: 7 }), status: 'stopped', changes,
      created: 0, updated: 1, made: { version: '1', kernels: '' }, ...more,
    };
    fake.stored.runs.set(id, { run, state });
    return run;
  };

  beforeEach(async () => {
    fake = fakeServices();
    app = new App(fake);
    const picture = { id: 'p', name: 'p.png', caption: '', blob: new Blob(), thumbnail: new Blob(), width: 1, height: 1 };
    fake.stored.datasets.set('d', { id: 'd', created: 0, pictures: [picture] });
    store('a');
    await app.open();
  });

  test('a log is read when it is shown, and again once more was written', async () => {
    const [run] = app.history.begun;
    const first = await app.history.digests.of(run);
    expect(first).toMatchObject({ steps: 6 });
    fake.stored.runs.get('a')!.state = { ...state, log: log.slice(0, 2) };
    expect(await app.history.digests.of(run)).toBe(first);
    expect(await app.history.digests.of({ ...run, updated: 2 })).toMatchObject({ steps: 2 });
  });

  test('runs that wait are not among those that were', async () => {
    store('b', { status: 'waiting' });
    await app.runs.refresh();
    expect(app.history.begun.map(({ id }) => id)).toEqual(['a']);
  });

  test('run again fills the fields, shows its pictures, and starts nothing', async () => {
    await app.pictures.add([new File(['x'], 'mine.png')]);
    await app.runAgain(app.runs.byId('a')!, { replay: false, pictures: true });
    expect(app.setup.draft).toMatchObject({ name: 'mug', steps: '20', seed: '7' });
    expect(app.setup.settings()).not.toHaveProperty('replay');
    expect(app.pictures.list.map(({ name }) => name)).toEqual(['p.png']);
    expect(app.pictures.setAside?.pictures.map(({ name }) => name)).toEqual(['mine.png']);
    expect([app.tab, app.route.screen, fake.calls]).toEqual(['settings', 'train', []]);
    await app.start();
    expect(fake.calls).toEqual(['start bundled d']);
  });

  test('with its live changes, those it made again itself among them', async () => {
    const earlier = [{ step: 2, saveEvery: 5 }];
    const run = store('c', { settings: settings({ steps: 20, replay: earlier }) });
    await app.runAgain(run, { replay: true, pictures: false });
    expect(app.setup.settings().replay).toEqual([...earlier, ...changes]);
    app.sharing.undo();
    expect(app.setup.replay).toEqual([]);
  });

  test('whose pictures are gone fills the fields all the same, and says so', async () => {
    fake.stored.datasets.clear();
    await app.pictures.add([new File(['x'], 'mine.png')]);
    await app.runAgain(app.runs.byId('a')!, { replay: false, pictures: true });
    expect(app.notices.list.map(({ failure }) => failure.code)).toEqual(['dataset.gone']);
    expect(app.setup.draft.seed).toBe('7');
    expect(app.pictures.list.map(({ name }) => name)).toEqual(['mine.png']);
  });

  test('a deleted run is gone from the list and from the run page', async () => {
    expect(app.training.view.step).toBe(6);
    await app.removeRun('a');
    expect([app.runs.list, app.training.view.step, fake.stored.runs.size]).toEqual([[], -1, 0]);
  });

  test('and lets its pictures go, unless another run or the fields need them', async () => {
    const sets = () => fake.calls.filter((call) => call.startsWith('release'));
    const { datasetId } = app.runs.byId('a')!;
    store('b', { updated: 0 });
    await app.removeRun('b');
    expect(sets()).toEqual(['release ']);
    await app.removeRun('a');
    expect(sets()).toEqual(['release ', `release ${datasetId}`]);
  });

  test('another run than the one shown goes on', async () => {
    store('b', { updated: 0 });
    await app.resume('b');
    expect(fake.calls).toEqual(['resume b']);
    expect(app.training.view.id).toBe('b');
  });

  test('addresses lead to a run and to two', () => {
    app.route.open(runsAddress('compare', ['a/b', 'c']));
    expect([app.route.screen, app.route.runs]).toEqual(['runs', { view: 'compare', ids: ['a/b', 'c'] }]);
    app.route.open('#/runs');
    expect([app.route.screen, app.route.runs]).toEqual(['runs', undefined]);
  });
});
