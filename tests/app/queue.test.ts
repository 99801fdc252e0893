/** Runs that wait their turn: in order, one after the other, past those that cannot be trained, across reloads and tabs. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import './runes';
import { App } from '../../src/app/state/app.svelte';
import { Failure } from '../../src/failure';
import { fakeServices, type Fake } from './fakes/services';

let fake: Fake;
let app: App;

beforeEach(async () => {
  fake = fakeServices();
  app = await opened();
  await app.pictures.add([new File(['x'], 'a.png'), new File(['x'], 'b.png')]);
});

async function opened(): Promise<App> {
  const made = new App(fake);
  await made.open();
  return made;
}

const codes = () => app.notices.list.map(({ failure }) => failure.code);
const names = () => app.queue.waiting.map(({ settings }) => settings.name);
const idOf = (name: string) => app.runs.list.find(({ settings }) => settings.name === name)!.id;
const recordOf = (name: string) => fake.stored.runs.get(idOf(name))!.run;
/** runs the trainer was asked to start, by their word */
const started = () => app.training.view.settings?.name;
const starts = () => fake.calls.filter((call) => call.startsWith('start'));

async function add(...words: string[]): Promise<void> {
  for (const word of words) {
    app.setup.set('name', word);
    await app.enqueue();
  }
}

/** The run under way starts, and ends as its worker says it does. */
async function end(kind: 'done' | 'stopped' = 'done'): Promise<void> {
  const { view } = app.training;
  const run = [...fake.stored.runs.values()].find(({ run: { id } }) => id === view.id)?.run;
  // what the worker leaves in the store
  if (run) fake.stored.runs.set(run.id, { ...fake.stored.runs.get(run.id), run: { ...run, status: kind } });
  await fake.say({ kind: 'done', step: 5, embeddingId: view.id, stopped: kind === 'stopped' });
}

async function startMug(): Promise<void> {
  app.setup.set('name', 'mug');
  await app.start();
}

describe('adding', () => {
  test('while nothing trains: they wait until somebody says go', async () => {
    await add('one', 'two');
    expect(names()).toEqual(['one', 'two']);
    expect(app.queue.going).toBe(false);
    expect(starts()).toEqual([]);
    app.queue.go();
    await vi.waitFor(() => expect(started()).toBe('one'));
    expect(names()).toEqual(['two']);
  });

  test('keeps what was there: later changes of fields and pictures go elsewhere', async () => {
    await add('one');
    const { datasetId } = recordOf('one');
    app.setup.set('steps', '77');
    await app.pictures.clear();
    app.queue.go();
    await vi.waitFor(() => expect(starts()).toEqual([`start bundled ${datasetId}`]));
    expect(app.training.view.steps).not.toBe(77);
    expect(fake.stored.datasets.get(datasetId)?.pictures).toHaveLength(2);
    expect(app.pictures.dataset.id).not.toBe(datasetId);
  });

  test('with a bad field adds nothing and shows it', async () => {
    await add('');
    expect(app.runs.list).toEqual([]);
    expect(app.setup.shownProblem('name')?.code).toBe('word.name-empty');
  });
});

describe('turns', () => {
  test.each(['done', 'stopped'] as const)('the next begins by itself when one is %s', async (kind) => {
    await startMug();
    await add('one', 'two');
    expect(app.queue.going).toBe(true);
    await end(kind);
    await vi.waitFor(() => expect(started()).toBe('one'));
    await end(kind);
    await vi.waitFor(() => expect(started()).toBe('two'));
    await end(kind);
    await vi.waitFor(() => expect(app.queue.going).toBe(false));
    expect(starts()).toHaveLength(3);
  });

  test('and when one fails, which is told', async () => {
    await startMug();
    await add('one', 'two');
    await fake.say({ kind: 'failed', failure: { code: 'gpu.lost', values: {} }, step: 3, resumable: true });
    await vi.waitFor(() => expect(started()).toBe('one'));
    expect(codes()).toEqual(['gpu.lost']);
    // before its first state was written
    await fake.say({ kind: 'failed', failure: { code: 'gpu.out-of-memory', values: {} }, step: 0, resumable: false });
    await vi.waitFor(() => expect(started()).toBe('two'));
    expect(codes()).toEqual(['gpu.lost', 'gpu.out-of-memory']);
    expect(recordOf('one')).toMatchObject({ status: 'failed', failure: { code: 'gpu.out-of-memory' } });
  });

  test('and when its worker dies', async () => {
    await startMug();
    await add('one');
    fake.crash(new Error('out of memory'), 'trainer');
    await vi.waitFor(() => expect(started()).toBe('one'));
    expect(codes()).toEqual(['internal']);
  });

  test('and when its worker dies before it has answered', async () => {
    await startMug();
    await add('one', 'two');
    fake.mute = true;
    await end();
    await vi.waitFor(() => expect(started()).toBe('one'));
    fake.mute = false;
    fake.crash(new Error('out of memory'), 'trainer');
    await vi.waitFor(() => expect(started()).toBe('two'));
    expect(codes()).toEqual(['internal']);
    expect(recordOf('one')).toMatchObject({ status: 'failed', failure: { code: 'internal' } });
  });

  test('can be changed and given up', async () => {
    await add('one', 'two', 'three');
    await app.queue.move(idOf('three'), -1);
    expect(names()).toEqual(['one', 'three', 'two']);
    await app.queue.move(idOf('one'), -1);
    await app.runs.remove(idOf('one'));
    expect(names()).toEqual(['three', 'two']);
    await add('four');
    expect(names()).toEqual(['three', 'two', 'four']);
  });

  test('hold back: what trains goes on, nothing else begins', async () => {
    await startMug();
    await add('one');
    app.queue.hold();
    await end();
    expect(names()).toEqual(['one']);
    expect(starts()).toHaveLength(1);
  });

  test('after a moment in which the worker has not let go yet', async () => {
    await startMug();
    await add('one');
    fake.refusal = new Failure('run.busy');
    await end();
    await vi.waitFor(() => expect(starts()).toHaveLength(2));
    fake.refusal = undefined;
    await vi.waitFor(() => expect(app.training.view).toMatchObject({ status: 'running', settings: { name: 'one' } }));
    expect(codes()).toEqual([]);
  });

  test('wait for a machine that can train: they do not fail one by one', async () => {
    await add('one', 'two');
    fake.refusal = new Failure('gpu.no-adapter');
    app.queue.go();
    await vi.waitFor(() => expect(codes()).toEqual(['gpu.no-adapter']));
    expect(app.queue.going).toBe(false);
    expect(names()).toEqual(['one', 'two']);
  });
});

describe('what was removed meanwhile is said, and the next goes on:', () => {
  const remove: Record<string, [string, () => void]> = {
    dataset: ['queue.pictures-gone', () => fake.stored.datasets.delete(recordOf('one').datasetId)],
    'one picture': ['queue.pictures-fewer', () => {
      const dataset = fake.stored.datasets.get(recordOf('one').datasetId)!;
      fake.stored.datasets.set(dataset.id, { ...dataset, pictures: dataset.pictures.slice(1) });
    }],
    model: ['queue.model-gone', () => (fake.models = fake.models.filter(({ id }) => id !== 'sd'))],
    'start word': ['queue.word-gone', () => (fake.embeddings = [])],
  };

  test.each(Object.entries(remove))('%s', async (_, [code, act]) => {
    fake.models = [...fake.models, { ...fake.models[0], id: 'sd', bundled: false }];
    fake.embeddings = [{ id: 'w', name: 'cat' } as (typeof fake.embeddings)[0]];
    await app.models.refresh();
    await app.models.choose('sd');
    await add('one');
    const run = recordOf('one');
    fake.stored.runs.set(run.id, { run: { ...run, settings: { ...run.settings, startKind: 'embedding', startId: 'w' } } });
    await app.models.choose('bundled');
    await app.pictures.add([new File(['x'], 'c.png')]);
    await add('two');
    act();
    app.queue.go();
    await vi.waitFor(() => expect(started()).toBe('two'));
    expect(app.notices.list.map(({ failure }) => [failure.code, failure.values.name])).toEqual([[code, 'one']]);
    expect(recordOf('one')).toMatchObject({ status: 'failed', failure: { code } });
    expect(starts()).toEqual([`start bundled ${recordOf('two').datasetId}`]);
  });

  test('a model that computes something else is a warning', async () => {
    await add('one');
    fake.models = fake.models.map((model) => ({ ...model, revision: 1 }));
    app.queue.go();
    await vi.waitFor(() => expect(started()).toBe('one'));
    expect(app.notices.list).toMatchObject([{ level: 'warning', failure: { code: 'queue.model-changed' } }]);
  });
});

describe('after a reload', () => {
  test('they are there and wait to be asked', async () => {
    await startMug();
    await add('one', 'two');
    app = await opened();
    expect(names()).toEqual(['one', 'two']);
    expect(app.queue.going).toBe(false);
    expect(starts()).toHaveLength(1);
    expect(app.training.view.status).toBe('idle');
    app.queue.go();
    await vi.waitFor(() => expect(started()).toBe('one'));
  });

  test('nothing begins while another tab trains; what that tab began meanwhile is left to it', async () => {
    await add('one', 'two');
    let free = (): void => undefined;
    fake.elsewhere = { promise: new Promise((resolve) => (free = resolve)) };
    app.queue.go();
    await vi.waitFor(() => expect(app.queue.elsewhere).toBe(true));
    expect(starts()).toEqual([]);
    const run = recordOf('one');
    fake.stored.runs.set(run.id, { run: { ...run, status: 'done' } });
    free();
    await vi.waitFor(() => expect(started()).toBe('two'));
    expect(app.queue.elsewhere).toBe(false);
    expect(starts()).toHaveLength(1);
  });

  test('pictures of a waiting run stay as they are for every tab', async () => {
    const other = await opened();
    await add('one');
    const { datasetId } = recordOf('one');
    expect(other.pictures.dataset.id).toBe(datasetId);
    await other.pictures.clear();
    expect(other.pictures.dataset.id).not.toBe(datasetId);
    expect(fake.stored.datasets.get(datasetId)?.pictures).toHaveLength(2);
  });
});
