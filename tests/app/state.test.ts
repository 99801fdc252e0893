/** The page's state from the first visit to a resumed run, on services that answer at once. */
import { beforeEach, describe, expect, test } from 'vitest';
import './runes';
import { App } from '../../src/app/state/app.svelte';
import { defaults } from '../../src/app/logic/fields/defaults';
import { Failure } from '../../src/failure';
import type { Run, RunState } from '../../src/train/records';
import { fakeServices, type Fake } from './fakes/services';

let fake: Fake;
let app: App;

beforeEach(async () => {
  fake = fakeServices();
  app = new App(fake);
  await app.open();
});

const codes = () => app.notices.list.map(({ failure }) => failure.code);
const file = (name: string, text = 'x') => new File([text], name);
const record = (step: number) => ({ step, loss: 1 / step, rate: 0.02 });
const progress = (step: number, steps: number) => ({
  kind: 'progress' as const, records: [record(step)], step, steps, stepsPerSecond: 2, secondsLeft: 5, skipped: 0, vectorDelta: 0.1,
});

/** Reloads the page: new state on the same services. */
async function reload(): Promise<void> {
  app = new App(fake);
  await app.open();
}

describe('pictures', () => {
  test('a bad file is named and the good ones stay', async () => {
    await app.pictures.add([file('a.png'), file('bad.png'), file('b.png')]);
    expect(app.pictures.list.map(({ name }) => name)).toEqual(['a.png', 'b.png']);
    expect(app.notices.list[0].failure).toEqual({ code: 'picture.unreadable', values: { name: 'bad.png' } });
    expect(app.pictures.intake.left).toBe(0);
  });

  test('a text file of the same name is the caption; captions choose sentences that use them', async () => {
    await app.pictures.add([file('a.png'), file('a.txt', ' red \n')]);
    expect(app.pictures.list.map(({ caption }) => caption)).toEqual(['red']);
    expect(app.pictures.captioned).toBe(true);
  });

  test('are there after a reload', async () => {
    await app.pictures.add([file('a.png')]);
    await app.pictures.captions(new Map([[app.pictures.list[0].id, 'red']]));
    await reload();
    expect(app.pictures.list.map(({ name, caption }) => [name, caption])).toEqual([['a.png', 'red']]);
  });

  test('of a person are set aside by a bundled set and come back', async () => {
    await app.pictures.add([file('mine.png')]);
    await app.takeSet(app.sets[0]);
    expect(app.shownSet).toBe(app.sets[0]);
    await app.takeSet(app.sets[0]);
    await app.pictures.bringBack();
    expect(app.pictures.list.map(({ name }) => name)).toEqual(['mine.png']);
    expect(fake.stored.current).toBe(app.pictures.dataset.id);
  });

  test('that a run may need are not changed under it', async () => {
    await app.pictures.add([file('a.png'), file('b.png')]);
    const { id } = app.pictures.dataset;
    app.setup.set('name', 'mug');
    await app.start();
    await app.pictures.remove(app.pictures.list[0].id);
    expect(app.pictures.dataset.id).not.toBe(id);
    expect(fake.stored.datasets.get(id)?.pictures).toHaveLength(2);
  });
});

describe('starting', () => {
  test('without pictures is refused with a sentence', async () => {
    app.setup.set('name', 'mug');
    await app.start();
    expect(codes()).toEqual(['picture.none']);
    expect(fake.calls).toEqual([]);
  });

  test('waits until what was painted is written, and is one start for two clicks', async () => {
    await app.pictures.add([file('a.png')]);
    app.setup.set('name', 'mug');
    app.masks.flush = async () => void fake.calls.push('painted');
    await Promise.all([app.start(), app.start()]);
    expect(fake.calls).toEqual(['painted', 'painted', `start ${app.models.chosenId} ${app.pictures.dataset.id}`]);
  });

  test('with a bad field shows the fields and starts nothing', async () => {
    await app.pictures.add([file('a.png')]);
    expect(app.setup.shownProblem('name')).toBeUndefined();
    await app.start();
    expect(app.tab).toBe('settings');
    expect(app.setup.shownProblem('name')?.code).toBe('word.name-empty');
    expect(fake.calls).toEqual([]);
  });

  test('“Try it now” takes pictures, a name and what was typed', async () => {
    app.setup.set('steps', '12');
    await app.tryNow();
    expect(fake.calls).toEqual([`start bundled ${app.pictures.dataset.id}`]);
    expect(app.pictures.list).toHaveLength(2);
    expect(app.setup.settings()).toMatchObject({ name: 'my-octopus', steps: 12 });
    expect(app.training.view).toMatchObject({ status: 'running', step: 0, steps: 12 });
  });

  test('in a second tab says that another one trains', async () => {
    fake.refusal = new Failure('run.busy');
    await app.tryNow();
    expect(codes()).toEqual(['run.busy']);
    expect(app.training.view).toMatchObject({ status: 'failed', resumable: false });
  });
});

describe('fields', () => {
  test('differ from their defaults only by what was changed', async () => {
    app.setup.set('vectors', '7');
    app.setup.choosePreset('character');
    expect(app.setup.draft).toMatchObject({ vectors: '7', rate: defaults('tiny', 'character', 'balanced').rate });
    app.setup.set('vectors', app.setup.standard.vectors);
    expect(app.setup.changed).toEqual({});
  });

  test('are there after a reload; what is not known is left out', async () => {
    app.setup.set('rate', '0.05');
    app.setup.chooseDial('quick');
    const stored = fake.stored.settings.get('setup') as { changed: object };
    fake.stored.settings.set('setup', { ...stored, changed: { ...stored.changed, old: '1', batch: 4 } });
    await reload();
    expect(app.setup.changed).toEqual({ rate: '0.05' });
    expect(app.setup.draft.steps).toBe('120');
  });

  test('follow the model and the captions', async () => {
    fake.models = [...fake.models, { ...fake.models[0], id: 'sd', bundled: false }];
    await reload();
    await app.models.choose('sd');
    expect(app.setup.draft).toMatchObject({ rate: '0.005', vectors: '4', template: 'subject' });
    await app.pictures.add([file('a.png'), file('a.txt', 'red')]);
    expect(app.setup.draft.template).toBe('subject-captions');
  });

  test('estimate with defaults in place of what cannot be used', () => {
    app.setup.set('vectors', '99');
    expect(app.setup.nearest()).toMatchObject({ name: 'word', vectors: 4 });
  });
});

describe('a run', () => {
  beforeEach(async () => {
    app.setup.set('steps', '20');
    await app.tryNow();
    const started = { runId: 'run-1', memoryBytes: 5, adapter: 'fake', storage: 'f32' as const, step: 0, steps: 20 };
    await fake.say({ kind: 'started', ...started });
  });

  test('is announced at tenths, not at steps', async () => {
    const heard = new Set<string>();
    for (let step = 1; step <= 20; step++) {
      await fake.say(progress(step, 20));
      heard.add(app.training.announcement);
    }
    heard.delete('');
    expect(heard.size).toBe(10);
  });

  test('pauses, goes on, stops', async () => {
    await app.training.pause();
    await fake.say({ kind: 'paused', step: 3 });
    expect(app.training.view.status).toBe('paused');
    await app.training.unpause();
    expect(app.training.view.status).toBe('running');
    await app.training.stop();
    await fake.say({ kind: 'paused', step: 3 });
    expect(app.training.view.status).toBe('stopping');
    await fake.say({ kind: 'done', step: 4, embeddingId: 'e', stopped: true });
    expect(app.training.view).toMatchObject({ status: 'stopped', step: 4, resumable: true });
    expect(fake.calls.slice(1)).toEqual(['pause', 'unpause', 'stop']);
  });

  test('that ended before its going on was answered has ended', async () => {
    await fake.say({ kind: 'paused', step: 3 });
    const answered = app.training.unpause();
    await fake.say({ kind: 'done', step: 20, embeddingId: 'e', stopped: false });
    await answered;
    expect(app.training.view.status).toBe('done');
  });

  test('shows its word before it says that it is done', async () => {
    fake.embeddings = [{ id: 'e', name: 'my-octopus' } as (typeof fake.embeddings)[0]];
    await fake.say({ kind: 'done', step: 20, embeddingId: 'e', stopped: false });
    expect(app.learned.list).toHaveLength(1);
    expect(app.training.view.status).toBe('done');
  });

  test('after a lost GPU goes on from what was saved, steps after that forgotten', async () => {
    for (let step = 1; step <= 7; step++) await fake.say(progress(step, 20));
    await fake.say({ kind: 'saved', step: 5 });
    await fake.say({ kind: 'failed', failure: { code: 'gpu.lost', values: {} }, step: 7, resumable: true });
    expect(codes()).toEqual(['gpu.lost']);
    expect(app.training.view).toMatchObject({ status: 'failed', resumable: true, savedStep: 5 });
    await app.resume();
    expect(codes()).toEqual([]);
    await fake.say({ kind: 'started', runId: 'run-1', memoryBytes: 5, adapter: 'fake', storage: 'f32', step: 5, steps: 20 });
    expect([...app.training.view.log.column('step')]).toEqual([1, 2, 3, 4, 5]);
    expect(app.training.view).toMatchObject({ status: 'running', step: 5 });
    expect(fake.calls.at(-1)).toBe('resume run-1');
  });

  test('ends where its worker dies', async () => {
    fake.crash(new Error('no token any more'), 'captions');
    expect(app.training.view.active).toBe(true);
    app.notices.clear();
    fake.crash(new Error('out of memory'), 'trainer');
    expect(codes()).toEqual(['internal']);
    expect(app.training.view).toMatchObject({ status: 'failed', resumable: false });
  });

  test('warns without stopping', async () => {
    await fake.say({ kind: 'warning', warning: { code: 'word.start-long', values: { tokens: 3, vectors: 2 } } });
    expect(app.notices.list).toMatchObject([{ level: 'warning', failure: { code: 'word.start-long' } }]);
    expect(app.training.view.active).toBe(true);
  });
});

describe('after a reload', () => {
  const stored = (status: Run['status'], step: number, failure?: Run['failure']) => {
    const settings = { ...app.setup.nearest(), name: 'mug', steps: 20 };
    const run: Run = {
      id: 'old', modelId: 'bundled', datasetId: 'd', settings, status, failure, created: 0, updated: 9, made: { version: '', kernels: '' },
    };
    const none = new Float32Array(2);
    const log = Array.from({ length: step }, (_, i) => record(i + 1));
    const state: RunState = { step, vectors: none, moment1: none, moment2: none, scalars: none, initial: none, log, evals: [], previews: [] };
    fake.stored.runs.set('old', { run, state });
  };

  test.each([
    ['running', 'interrupted', true],
    ['paused', 'interrupted', true],
    ['stopped', 'stopped', true],
    ['failed', 'failed', true],
    ['done', 'done', false],
  ] as const)('a run that was %s is %s', async (status, shown, resumable) => {
    stored(status, 10, status === 'failed' ? { code: 'gpu.lost', values: {} } : undefined);
    await reload();
    expect(app.training.view).toMatchObject({ status: shown, resumable, step: 10, steps: 20, count: 10 });
    expect(app.tab).toBe('run');
  });

  test('a run cut off between its last step and its end can end', async () => {
    stored('running', 20);
    await reload();
    expect(app.training.view).toMatchObject({ status: 'interrupted', resumable: true });
  });

  test('a run that ran away is not offered again', async () => {
    stored('failed', 10, { code: 'run.non-finite', values: { step: 10 } });
    await reload();
    expect(app.training.view.resumable).toBe(false);
  });

  test('a discarded run is gone', async () => {
    stored('running', 10);
    await reload();
    await app.removeRun(app.training.view.id);
    expect(app.training.view.step).toBe(-1);
    await reload();
    expect(app.tab).toBe('settings');
  });
});

test('no WebGPU: everything is shown, nothing can start', async () => {
  fake.workers.trainer.probe = async () => {
    throw new Failure('gpu.no-webgpu');
  };
  await reload();
  expect(codes()).toEqual(['gpu.no-webgpu']);
  expect([app.opened, app.ready, app.tryReady]).toEqual([true, false, false]);
});

test('the same problem twice is one notice', () => {
  app.notices.add(new Failure('picture.none'));
  app.notices.add(new Failure('picture.none'));
  expect(codes()).toEqual(['picture.none']);
});
