/** Bringing models in and keeping them, on an importer that finds what it is told to find. */
import { beforeEach, describe, expect, test } from 'vitest';
import './runes';
import { App } from '../../src/app/state/app.svelte';
import { Failure } from '../../src/failure';
import type { ModelManifest } from '../../src/store/records';
import type { FoundCheckpoint } from '../../workers/importer-api';
import { FOUND } from './fakes/importer';
import { stored, vae } from './fakes/models';
import { bundled, fakeServices, type Fake } from './fakes/services';

let fake: Fake;
let app: App;

const files = [{ path: 'v1-5.safetensors', file: new File(['x'], 'v1-5.safetensors') }];
const finds = (found: Partial<FoundCheckpoint>) => (fake.importer.inspection = { name: 'v1-5', found: { ...FOUND, ...found } });
const codes = () => app.notices.list.map(({ failure }) => failure.code);

async function open(...models: ModelManifest[]): Promise<void> {
  fake = fakeServices();
  fake.models = [bundled, ...models];
  app = new App(fake);
  await app.open();
}

beforeEach(() => open());

describe('an import', () => {
  test('goes from a file over its review into the store, and is the chosen model', async () => {
    await app.importing.offerFiles(files);
    expect(app.importing.stage).toBe('review');
    app.importing.form.name = ' mine ';
    const done = app.importing.start();
    expect(app.importing.stage).toBe('running');
    fake.importer.listen({ kind: 'progress', done: 1, total: 4, bytesPerSecond: 2, secondsLeft: 3 });
    expect(app.importing.progress?.done).toBe(1);
    fake.models = [...fake.models, stored('new')];
    await fake.importer.finish('new');
    await done;
    expect(fake.importer.choices).toEqual({ name: 'mine', ema: false, prediction: 'epsilon', precision: 'f16' });
    expect(app.importing).toMatchObject({ stage: 'done', doneId: 'new' });
    expect(app.models.chosenId).toBe('new');
  });

  test('asks the browser to keep it', async () => {
    await app.importing.offerFiles(files);
    void app.importing.start();
    await fake.importer.finish('new');
    expect(app.device.persisted).toBe(true);
  });

  test('that is cancelled goes back to the review, with what was chosen and no error', async () => {
    await app.importing.offerFiles(files);
    app.importing.form.precision = 'f32';
    const done = app.importing.start();
    await app.importing.cancel();
    await done;
    expect(app.importing).toMatchObject({ stage: 'review', cancelled: true });
    expect(app.importing.form.precision).toBe('f32');
    expect(codes()).toEqual([]);
  });

  test('that fails says so and can be started again', async () => {
    await app.importing.offerFiles(files);
    const done = app.importing.start();
    await fake.importer.finish(new Failure('store.quota', { need: 2, free: 1 }));
    await done;
    expect(codes()).toEqual(['store.quota']);
    expect(app.importing.stage).toBe('review');
  });

  test('whose worker dies ends', async () => {
    await app.importing.offerFiles(files);
    const done = app.importing.start();
    fake.crash(new Error('out of memory'), 'trainer');
    expect(app.importing.stage).toBe('running');
    app.notices.clear();
    fake.crash(new Error('out of memory'), 'importer');
    await done;
    expect(app.importing.stage).toBe('review');
    expect(codes()).toEqual(['internal']);
  });

  test('does not take the model away from a run under way', async () => {
    app.setup.set('name', 'mug');
    await app.pictures.add([new File(['x'], 'a.png')]);
    await app.start();
    await app.importing.offerFiles(files);
    const done = app.importing.start();
    fake.models = [...fake.models, stored('new')];
    await fake.importer.finish('new');
    await done;
    expect(app.models.chosenId).toBe('bundled');
  });

  test('of a VAE does not choose it', async () => {
    finds({ kind: 'vae' });
    await app.importing.offerFiles(files);
    expect(app.importing.form.ready).toBe(true);
    const done = app.importing.start();
    fake.models = [...fake.models, vae('new')];
    await fake.importer.finish('new');
    await done;
    expect(app.models.trainable.map(({ id }) => id)).toEqual(['bundled']);
    expect(app.models.chosenId).toBe('bundled');
  });
});

describe('what is offered', () => {
  test('and cannot be read is answered, and nothing is shown of it', async () => {
    fake.importer.inspection = new Failure('tensor-file.unknown');
    await app.importing.offerFiles(files);
    expect(codes()).toEqual(['tensor-file.unknown']);
    expect(app.importing.stage).toBe('idle');
  });

  test('in a repository of several is chosen first', async () => {
    fake.importer.inspection = { name: 'r', candidates: [{ pick: 'a.safetensors', bytes: 1 }, { pick: '', bytes: 2 }] };
    await app.importing.offerAddress('  https://huggingface.co/a/b ');
    expect(app.importing.stage).toBe('candidates');
    finds({});
    await app.importing.pick('a.safetensors');
    expect(app.importing.stage).toBe('review');
    expect(fake.importer.offers[1]).toEqual({ kind: 'url', url: 'https://huggingface.co/a/b', pick: 'a.safetensors' });
  });

  test('and taken back while it is read does not come up later', async () => {
    const reading = app.importing.offerFiles(files);
    app.importing.close();
    await reading;
    expect(app.importing.stage).toBe('idle');
  });

  test('and is stopped looking at ends the worker, which may hang; the next look is answered', async () => {
    fake.importer.inspect = () => new Promise(() => undefined);
    const reading = app.importing.offerFiles(files);
    app.importing.close();
    await reading;
    expect([app.importing.stage, fake.importer.calls, codes()]).toEqual(['idle', ['stop'], []]);
    fake.importer.inspect = async () => ({ name: 'v1-5', found: FOUND });
    await app.importing.offerFiles(files);
    expect(app.importing.stage).toBe('review');
  });

  test('and is stopped looking at leaves a check to go on', async () => {
    fake.importer.check = () => new Promise(() => undefined);
    fake.importer.inspect = () => new Promise(() => undefined);
    void app.checks.check('bundled');
    void app.importing.offerFiles(files);
    app.importing.close();
    expect(fake.importer.calls).toEqual([]);
    expect(app.checks.running?.id).toBe('bundled');
  });

  test('by a drop on the page of training is shown on the screen of models', async () => {
    await app.offerModel(Promise.resolve(files));
    expect(app.route.screen).toBe('models');
    expect(app.importing.stage).toBe('review');
  });

  test('while an import runs does not disturb it', async () => {
    await app.importing.offerFiles(files);
    void app.importing.start();
    await app.importing.offerFiles(files);
    expect(app.importing.stage).toBe('running');
    expect(fake.importer.offers).toHaveLength(1);
  });
});

describe('a review', () => {
  test('refuses what does not fit, and 16 bits may fit where 32 do not', async () => {
    finds({ free: 3e9 });
    await app.importing.offerFiles(files);
    const { form } = app.importing;
    expect(form.ready).toBe(true);
    form.precision = 'f32';
    expect([form.fits, form.ready]).toEqual([false, false]);
    await app.importing.start();
    expect(fake.importer.calls).toEqual([]);
  });

  test('without a VAE takes a stored one, or waits for one', async () => {
    finds({ hasVae: false });
    await app.importing.offerFiles(files);
    expect([app.importing.form.lacksVae, app.importing.form.ready]).toEqual([true, false]);
    await open(vae('ft-mse'));
    finds({ hasVae: false });
    await app.importing.offerFiles(files);
    expect(app.importing.form.choices().vaeModelId).toBe('ft-mse');
  });

  test('of a repository’s folder is looked up anew when the precision changes, with all that was decided', async () => {
    finds({ format: 'diffusers', needs: { f16: 2, f32: 4 }, sourceBytes: 2 });
    await app.importing.offerAddress('https://huggingface.co/a/b');
    const { form } = app.importing;
    form.name = 'mine';
    finds({ format: 'diffusers', needs: { f16: 2, f32: 5 }, sourceBytes: 5 });
    const looked = app.importing.choosePrecision('f32');
    expect([form.looking, form.ready]).toEqual([true, false]);
    await looked;
    expect(fake.importer.looks).toEqual([undefined, 'f32']);
    expect([form.name, form.need, form.found?.sourceBytes, form.ready]).toEqual(['mine', 5, 5, true]);
    fake.importer.inspection = new Failure('url.unreachable', { url: 'u' });
    await app.importing.choosePrecision('f16');
    expect([form.precision, form.ready, codes()]).toEqual(['f32', true, ['url.unreachable']]);
  });

  test('of a file is not looked up anew for another precision', async () => {
    await app.importing.offerAddress('https://host/a.safetensors');
    await app.importing.choosePrecision('f32');
    expect([app.importing.form.precision, fake.importer.looks]).toEqual(['f32', [undefined]]);
  });

  test('asks nothing away: a name is needed', async () => {
    await app.importing.offerFiles(files);
    app.importing.form.name = '  ';
    expect(app.importing.form.ready).toBe(false);
  });
});

describe('a half import', () => {
  const half = { id: 'h', name: 'nai', done: 1, total: 4, resumable: true, handles: [] };
  const handle = (answer: string) =>
    ({ queryPermission: async () => 'prompt', requestPermission: async () => answer }) as unknown as FileSystemFileHandle;

  test('is found at the start and goes on', async () => {
    fake.importer.halves = [half];
    app = new App(fake);
    await app.open();
    expect(app.importing.pending).toEqual([half]);
    const done = app.importing.resume(half);
    await new Promise((soon) => setTimeout(soon, 0));
    expect(fake.importer.calls).toEqual(['resume h']);
    fake.importer.halves = [];
    await fake.importer.finish('new');
    await done;
    expect(app.importing).toMatchObject({ stage: 'done', pending: [] });
  });

  test('that has come to its end is not offered once more', async () => {
    const pending: number[] = [];
    fake.importer.halves = [half];
    await app.importing.open();
    const done = app.importing.resume(half);
    await new Promise((soon) => setTimeout(soon, 0));
    fake.importer.halves = [];
    fake.importer.pending = async () => {
      pending.push(app.importing.busy ? 0 : app.importing.pending.length);
      return [];
    };
    await fake.importer.finish('new');
    await done;
    expect([pending, app.importing.pending]).toEqual([[0], []]);
  });

  test('asks for its file, and stays where that is refused', async () => {
    fake.importer.halves = [{ ...half, handles: [handle('denied')] }];
    await app.importing.open();
    await app.importing.resume(app.importing.pending[0]);
    expect(codes()).toEqual(['import.permission']);
    expect(app.importing.pending).toHaveLength(1);
    const done = app.importing.resume({ ...half, handles: [handle('granted')] });
    await new Promise((soon) => setTimeout(soon, 0));
    expect(fake.importer.calls).toEqual(['resume h']);
    await fake.importer.finish('new');
    await done;
  });

  test('is not under way while the browser still asks', async () => {
    let answer: (answer: string) => void = () => undefined;
    const asking = { queryPermission: async () => 'prompt', requestPermission: () => new Promise((done) => (answer = done)) };
    const going = app.importing.resume({ ...half, handles: [asking as unknown as FileSystemFileHandle] });
    await new Promise((soon) => setTimeout(soon, 0));
    expect(app.importing.stage).toBe('idle');
    answer('granted');
    await new Promise((soon) => setTimeout(soon, 0));
    expect([app.importing.stage, fake.importer.calls]).toEqual(['running', ['resume h']]);
    await fake.importer.finish('new');
    await going;
  });

  test('can be removed', async () => {
    fake.importer.halves = [half];
    await app.importing.open();
    await app.importing.discard('h');
    expect(app.importing.pending).toEqual([]);
  });
});

describe('a stored model', () => {
  beforeEach(() => open(stored('sd'), vae('ft-mse')));

  test('is renamed, but not to nothing', async () => {
    await app.models.rename('sd', ' new name ');
    await app.models.rename('sd', '  ');
    expect(app.models.byId('sd')?.name).toBe('new name');
  });

  test('is deleted with what that frees, and another one is chosen', async () => {
    await app.models.choose('sd');
    await app.removeModel(app.models.byId('sd')!);
    expect(app.models.freed).toEqual({ name: 'sd', bytes: 100 });
    expect(app.models.chosenId).toBe('bundled');
  });

  test('takes another prediction and another VAE', async () => {
    await app.models.setPrediction('sd', 'v_prediction');
    await app.models.attachVae('sd', 'ft-mse');
    expect(app.models.byId('sd')).toMatchObject({ prediction: 'v_prediction', vaeModelId: 'ft-mse' });
  });

  test('is checked', async () => {
    fake.importer.damaged = ['unet/x'];
    await app.checks.check('sd');
    expect(app.checks.reports.sd).toEqual({ ok: false, damaged: ['unet/x'] });
    expect(app.checks.running).toBeUndefined();
  });

  test('whose check dies with its worker can be checked again', async () => {
    const { check } = fake.importer;
    fake.importer.check = () => new Promise(() => undefined);
    const checking = app.checks.check('sd');
    fake.crash(new Error('out of memory'), 'importer');
    await checking;
    expect([app.checks.running, codes()]).toEqual([undefined, ['internal']]);
    fake.importer.check = check;
    await app.checks.check('sd');
    expect(app.checks.reports.sd?.ok).toBe(true);
  });

  test('whose VAE an import is to attach is in use as long as that runs', async () => {
    finds({ hasVae: false });
    await app.importing.offerFiles(files);
    app.importing.form.vaeModelId = 'ft-mse';
    const done = app.importing.start();
    expect(['sd', 'ft-mse'].map((id) => app.inUse(app.models.byId(id)!))).toEqual([false, true]);
    await fake.importer.finish(new Failure('store.quota', { need: 2, free: 1 }));
    await done;
    expect(app.inUse(app.models.byId('ft-mse')!)).toBe(false);
  });

  test('is not to be touched while a run reads it or its VAE', async () => {
    await app.models.attachVae('sd', 'ft-mse');
    await app.models.choose('sd');
    expect(app.inUse(app.models.byId('sd')!)).toBe(false);
    app.setup.set('name', 'mug');
    await app.pictures.add([new File(['x'], 'a.png')]);
    await app.start();
    expect(['sd', 'ft-mse', 'bundled'].map((id) => app.inUse(app.models.byId(id)!))).toEqual([true, true, false]);
    // another model chosen for the next run
    await app.models.choose('bundled');
    expect(['sd', 'ft-mse', 'bundled'].map((id) => app.inUse(app.models.byId(id)!))).toEqual([true, true, false]);
  });

  test('nor while a run takes its latents from it', async () => {
    await app.models.choose('sd');
    app.setup.set('name', 'mug');
    app.setup.set('latentVae', 'ft-mse');
    await app.pictures.add([new File(['x'], 'a.png')]);
    await app.start();
    expect(app.inUse(app.models.byId('ft-mse')!)).toBe(true);
  });
});

test('leftovers are removed even if the bundled model cannot be stored', async () => {
  let swept = 0;
  fake.store.sweepModels = async () => void swept++;
  fake.store.ensureBundledModel = async () => Promise.reject(new Failure('store.quota', { need: 2, free: 1 }));
  app = new App(fake);
  await app.open();
  expect([swept, codes()]).toEqual([1, ['store.quota']]);
});
