/** Fields as they come and go: starts that decide on vectors, presets of one's own, links, files, further words, step times. */
import { beforeEach, describe, expect, test } from 'vitest';
import './runes';
import { deflateZlib } from '../../src/formats/zlib';
import { App } from '../../src/app/state/app.svelte';
import { defaults } from '../../src/app/logic/fields/defaults';
import { promptSamples } from '../../src/app/logic/fields/prompt-samples';
import { rateHint } from '../../src/app/logic/fields/rate-hint';
import { readLink, writeLink } from '../../src/app/logic/sharing/settings-link';
import { readSettingsFile } from '../../src/app/logic/sharing/settings-file';
import { isSentences } from '../../src/app/logic/fields/sentences';
import { stepKey } from '../../src/app/logic/fields/step-time';
import { KeptList } from '../../src/app/state/fields/kept-list.svelte';
import type { Embedding, Picture } from '../../src/store/records';
import { fakeServices, type Fake } from './fakes/services';

let fake: Fake;
let app: App;

beforeEach(async () => {
  fake = fakeServices();
  app = new App(fake);
  await app.open();
  app.setup.set('name', 'mug');
});

async function reload(): Promise<void> {
  app = new App(fake);
  await app.open();
}

const standard = defaults('tiny', 'object', 'balanced');
const json = (value: unknown, name = 'settings.json') => new File([typeof value === 'string' ? value : JSON.stringify(value)], name);
const word = (id: string, count: number, width = 4): Embedding =>
  ({ id, name: `word-${id}`, count, width, step: 0, modelName: '', created: 0, vectors: new Float32Array(count * width) });

describe('the start', () => {
  test('a phrase decides on the vectors once it is counted', async () => {
    app.setup.set('startKind', 'phrase');
    app.setup.set('startText', 'a red cup');
    expect(app.setup.problems.startText?.code).toBe('start.counting');
    await app.setup.count('a red cup');
    expect(app.setup.hasProblems).toBe(false);
    expect(app.setup.settings()).toMatchObject({ startKind: 'phrase', startText: 'a red cup', vectors: 3 });
    app.setup.set('startText', 'a');
    expect(app.setup.hasProblems).toBe(true);
  });

  test('more than a prompt holds: a problem, and an estimate all the same', async () => {
    app.setup.set('startKind', 'phrase');
    const phrase = Array.from({ length: 80 }, () => 'cup').join(' ');
    app.setup.set('startText', phrase);
    await app.setup.count(phrase);
    expect(app.setup.problems.startText?.code).toBe('start.phrase-length');
    expect(app.setup.nearest().vectors).toBeLessThanOrEqual(75);
  });

  test('a word of the library decides on them too; of another model it is refused', async () => {
    fake.embeddings = [word('a', 5), word('b', 2, 768)];
    await app.learned.refresh();
    app.setup.set('startKind', 'embedding');
    expect(app.setup.problems.startId?.code).toBe('start.missing');
    app.setup.set('startId', 'a');
    app.setup.vectorWidth = 4;
    expect(app.setup.settings()).toMatchObject({ startKind: 'embedding', startId: 'a', vectors: 5 });
    app.setup.set('startId', 'b');
    expect(app.setup.problems.startId).toEqual({ code: 'start.width', values: { name: 'word-b', width: 768, need: 4 } });
  });

  test('a word of the library is gone on with under its name, and what was there comes back', async () => {
    fake.embeddings = [word('a', 5)];
    await app.learned.refresh();
    app.sharing.openWord(fake.embeddings[0]);
    expect(app.setup.settings()).toMatchObject({ name: 'word-a', startKind: 'embedding', startId: 'a', vectors: 5 });
    expect(app.sharing.taken).toMatchObject({ from: 'word', name: 'word-a' });
    app.sharing.undo();
    expect(app.setup.changed).toEqual({ name: 'mug' });
  });

  test('what the model refuses blocks, but not the estimate that may find it mended', () => {
    app.setup.refused = { clipSkip: { code: 'settings.clip-skip', values: { value: 12, most: 4 } } };
    expect(app.setup.shownProblem('clipSkip')?.code).toBe('settings.clip-skip');
    expect(app.setup.hasProblems).toBe(true);
    app.setup.set('clipSkip', '12');
    expect(app.setup.nearest().clipSkip).toBe(12);
  });
});

describe('own presets', () => {
  const keep = async (name = 'Mine') => {
    app.setup.set('batch', '4');
    app.setup.set('rate', '0.1');
    await app.sharing.keepPreset(name);
  };

  test('are what fields differ from, over a reload', async () => {
    await keep();
    expect(app.setup.changed).toEqual({ name: 'mug' });
    expect(app.setup.standard).toMatchObject({ batch: '4', rate: '0.1' });
    app.setup.set('batch', standard.batch);
    await reload();
    expect(app.sharing.presets.list).toMatchObject([{ name: 'Mine', preset: 'object', fields: { batch: '4', rate: '0.1' } }]);
    expect(app.setup.draft).toMatchObject({ name: 'mug', batch: standard.batch, rate: '0.1' });
    expect(app.setup.changed).toEqual({ name: 'mug', batch: standard.batch });
  });

  test('are left for one of the app, and come back with what was set said and undone', async () => {
    await keep();
    app.setup.choosePreset('style');
    const style = defaults('tiny', 'style', 'balanced');
    expect(app.setup.draft.batch).toBe(style.batch);
    app.setup.set('steps', '50');
    app.sharing.openPreset(app.sharing.presets.list[0]);
    expect(app.setup).toMatchObject({ preset: 'object', changed: { name: 'mug' } });
    expect(app.sharing.taken).toMatchObject({ from: 'preset', name: 'Mine' });
    expect([...app.sharing.taken!.fields].sort()).toEqual(['batch', 'minSnr', 'previewPrompt', 'rate', 'steps', 'template']);
    app.sharing.undo();
    expect(app.setup.draft).toMatchObject({ steps: '50', batch: style.batch, name: 'mug' });
    expect(app.setup.own).toBeUndefined();
  });

  test('are renamed, and deleted without a field moving', async () => {
    await keep();
    await app.sharing.renamePreset(' Ours ');
    expect([app.setup.own?.name, app.sharing.presets.list.map(({ name }) => name)]).toEqual(['Ours', ['Ours']]);
    const before = app.setup.draft;
    await app.sharing.removePreset();
    expect(app.sharing.presets.list).toEqual([]);
    expect(app.setup.draft).toEqual(before);
    expect(app.setup.own).toBeUndefined();
  });

  test('need a name that is free; a bad one loses nothing', async () => {
    await keep('A');
    await app.sharing.keepPreset('B');
    await expect(app.sharing.keepPreset(' ')).rejects.toMatchObject({ code: 'kept.name' });
    await expect(app.sharing.renamePreset('A')).rejects.toMatchObject({ code: 'kept.taken', values: { name: 'A' } });
    expect(app.sharing.presets.list.map(({ name }) => name)).toEqual(['A', 'B']);
  });

  test('that hold a wrong number do not stop the estimate', async () => {
    app.setup.set('batch', 'many');
    await app.sharing.keepPreset('Wrong');
    expect(app.setup.problems.batch?.code).toBe('settings.whole');
    expect(app.setup.nearest().batch).toBe(2);
  });

  test('of a damaged store are left out', async () => {
    fake.stored.settings.set('presets', [{ name: 'x', preset: 'odd', dial: 'quick', fields: {} }, 5, null, { name: 'ok', preset: 'style', dial: 'quick', fields: { batch: '3' } }]);
    fake.stored.settings.set('setup', { preset: 'style', own: { name: 'y' }, changed: { best: 'odd', batch: '3' } });
    await reload();
    expect(app.sharing.presets.list.map(({ name }) => name)).toEqual(['ok']);
    expect(app.setup).toMatchObject({ preset: 'style', own: undefined, changed: { batch: '3' } });
  });
});

describe('sentences of one’s own', () => {
  test('are kept, replaced under their name, deleted', async () => {
    const list = new KeptList(fake, 'sentences', isSentences);
    await list.keep({ name: 'b', text: 'a [name]' });
    await list.keep({ name: 'a', text: '[name]' });
    await list.keep({ name: 'b', text: 'the [name]' });
    const again = new KeptList(fake, 'sentences', isSentences);
    await again.open();
    expect(again.list).toEqual([{ name: 'a', text: '[name]' }, { name: 'b', text: 'the [name]' }]);
    await again.remove('a');
    expect(again.list.map(({ name }) => name)).toEqual(['b']);
  });
});

describe('a link', () => {
  const choice = { preset: 'style' as const, dial: 'quick' as const, fields: { batch: '4', rate: '0.1', template: 'own', templateText: 'un [name] — ✓' } };

  test('brings what it was made of, and no names or places', () => {
    const personal = { name: 'secret', startKind: 'embedding', startId: 'id', latentVae: 'id' };
    const text = writeLink({ ...choice, fields: { ...choice.fields, ...personal } });
    expect(text).toMatch(/^[\w-]+$/);
    expect(readLink(text, standard)).toEqual({ ...choice, left: [] });
  });

  test('sets fields, says which, starts nothing, and is undone', () => {
    app.setup.set('steps', '77');
    app.sharing.openLink(writeLink(choice));
    expect(app.setup.draft).toMatchObject({ name: 'mug', batch: '4', rate: '0.1', steps: '120', template: 'own' });
    expect(app.sharing.taken).toMatchObject({ from: 'link', left: [] });
    expect([...app.sharing.taken!.fields].sort()).toEqual(['batch', 'evalEvery', 'minSnr', 'previewEvery', 'previewPrompt', 'rate', 'steps', 'template', 'templateText']);
    expect(fake.calls).toEqual([]);
    app.sharing.undo();
    expect(app.setup).toMatchObject({ preset: 'object', dial: 'balanced', changed: { name: 'mug', steps: '77' } });
  });

  const pack = (value: unknown) => Buffer.from(deflateZlib(new TextEncoder().encode(JSON.stringify(value)), 9)).toString('base64url');

  test('with fields that are not known, or answers there are not, says so and takes the rest', () => {
    const fields = { batch: '4', best: 'maybe', cosine: 'perhaps', nonsense: '1', steps: 5, constructor: 'x' };
    app.sharing.openLink(pack({ preset: 'object', dial: 'balanced', fields }));
    expect(app.setup.draft).toMatchObject({ batch: '4', best: 'off', cosine: 'off', steps: '300' });
    expect(app.sharing.taken?.left).toEqual(['best', 'cosine', 'nonsense', 'steps', 'constructor']);
  });

  test.each([
    ['empty', ''], ['cut', writeLink(choice).slice(0, -9)], ['no base64', '€€€'], ['no zlib', 'abcdefgh'], ['no JSON', Buffer.from(deflateZlib(new Uint8Array(9), 9)).toString('base64url')],
    ['a list', pack([])], ['nothing', pack(null)], ['another preset', pack({ preset: 'odd', dial: 'quick', fields: {} })],
    ['a bomb', pack({ preset: 'style', dial: 'quick', fields: { rate: '0'.repeat(3_000_000) } })], ['endless', 'a'.repeat(70_000)],
  ])('that is broken (%s) is answered and changes nothing', (_, text) => {
    const before = app.setup.draft;
    expect(() => app.sharing.openLink(text)).toThrow('settings.link');
    expect(app.setup.draft).toEqual(before);
    expect(app.sharing.taken).toBeUndefined();
  });
});

describe('a file', () => {
  test('brings back every field as it stood, wrong ones too', async () => {
    app.setup.choosePreset('character');
    app.setup.chooseDial('careful');
    app.setup.set('batch', 'many');
    app.setup.set('tagDropout', '0.3');
    const [file, before] = [app.sharing.file(), app.setup.draft];
    fake = fakeServices();
    await reload();
    await app.sharing.openFile(new File([file], 'mine.json'));
    expect(app.setup.draft).toEqual(before);
    expect(app.setup.changed).toEqual({ name: 'mug', batch: 'many', tagDropout: '0.3' });
    expect(app.setup.shownProblem('batch')).toBeUndefined();
    expect(app.setup.problems.batch?.code).toBe('settings.whole');
  });

  const A1111 = {
    datetime: '2024-07-27 18:05:09', model_name: 'sd', model_hash: 'x', num_of_dataset_images: 9, num_vectors_per_token: 8, embedding_name: 'cat-2',
    learn_rate: '0.005:200, 0.001', batch_size: 2, gradient_step: 3, data_root: '/d', log_directory: '/l', training_width: 512, training_height: 640,
    steps: 4000, clip_grad_mode: 'value', clip_grad_value: '0.1', latent_sampling_method: 'once', create_image_every: 250, save_embedding_every: 100,
    save_image_with_stored_embedding: true, template_file: 'C:\\webui\\style_filewords.txt', initial_step: 0, preview_prompt: 'a cat', preview_steps: 20,
    preview_negative_prompt: 'dog', preview_sampler_name: 'Euler a', preview_cfg_scale: 7.5, preview_seed: 42, preview_width: 512, preview_height: 512,
  };

  test('of A1111 sets what it says and leaves the rest', async () => {
    app.setup.set('tagDropout', '0.3');
    await app.sharing.openFile(json(A1111));
    expect(app.setup.draft).toMatchObject({
      name: 'cat-2', vectors: '8', rate: '0.005:200, 0.001', batch: '2', accumulate: '3', size: 'other', width: '512', height: '640', steps: '4000',
      clipMode: 'value', clipValue: '0.1', clipScaled: 'on', latentSampling: 'once', previewEvery: '250', embeddingEvery: '100', template: 'style-captions',
      previewPrompt: 'a cat', previewNegative: 'dog', previewSteps: '20', guidance: '7.5', sampler: 'euler_a', previewSeed: '42', previewWidth: '512', tagDropout: '0.3',
    });
    expect(app.sharing.taken).toMatchObject({ from: 'a1111', left: [] });
    expect(app.setup.problems).toEqual({});
  });

  test('of A1111 with sentences, samplers and answers of its own names them', () => {
    const odd = { learn_rate: 0.005, template_file: 'my.txt', preview_sampler_name: 'DPM++ 2M', latent_sampling_method: 'often', preview_seed: -1, clip_grad_mode: 'disabled', new_key: 1 };
    const { fields, left } = readSettingsFile(JSON.stringify(odd), 'x', standard);
    expect(fields).toEqual({ rate: '0.005', clipMode: 'off' });
    expect(left).toEqual(['new_key', 'template_file', 'preview_sampler_name', 'latentSampling']);
  });

  test.each([['text', 'dear diary'], ['a list', '[]'], ['other JSON', '{"a":1}'], ['nothing', ''], ['too much', `{"fields":{}}${' '.repeat(1_000_001)}`]])(
    'that holds no settings (%s) is answered by its name',
    async (_, text) => {
      const before = app.setup.draft;
      await expect(app.sharing.openFile(json(text, 'a.json'))).rejects.toMatchObject({ code: 'settings.file', values: { name: 'a.json' } });
      expect(app.setup.draft).toEqual(before);
    },
  );
});

describe('a run made again', () => {
  test('fills the fields and the further words, and can be undone', async () => {
    await app.pictures.add([new File(['x'], 'a.png')]);
    app.setup.further.add('3');
    app.setup.further.set(0, 'name', 'cat');
    app.setup.further.set(0, 'datasetId', app.pictures.dataset.id);
    await app.setup.further.refresh();
    app.setup.set('minSnr', '5');
    const settings = app.setup.settings();
    expect(settings.further).toEqual([{ name: 'cat', startText: '', vectors: 3, datasetId: app.pictures.dataset.id }]);
    fake.stored.settings.clear();
    await reload();
    app.sharing.openRun(settings);
    expect(app.setup.settings()).toEqual(settings);
    expect(app.sharing.taken).toMatchObject({ from: 'run', name: 'mug' });
    app.sharing.undo();
    expect(app.setup.further.list).toEqual([]);
    expect(app.setup.changed).toEqual({});
  });
});

describe('further words', () => {
  const codes = () => app.setup.furtherProblems.map((problems) => Object.fromEntries(Object.entries(problems).map(([key, { code }]) => [key, code])));

  test('want a name of their own, a number of vectors and pictures', async () => {
    app.setup.further.add('2');
    expect(codes()).toEqual([{ name: 'word.name-empty', datasetId: 'further.pictures' }]);
    app.setup.further.set(0, 'name', 'MUG');
    app.setup.further.set(0, 'vectors', '76');
    expect(codes()).toEqual([{ name: 'further.same-name', vectors: 'word.vectors', datasetId: 'further.pictures' }]);
    app.setup.further.add('2');
    app.setup.further.set(1, 'name', 'cat');
    app.setup.further.set(0, 'name', 'Cat');
    expect(codes().map(({ name }) => name)).toEqual(['further.same-name', 'further.same-name']);
    await app.pictures.add([new File(['x'], 'a.png')]);
    await app.start();
    expect([app.tab, fake.calls]).toEqual(['settings', []]);
    app.setup.further.remove(1);
    expect(codes()).toHaveLength(1);
  });

  test('take pictures of their own; bad files are named', async () => {
    app.setup.further.add('2');
    await app.setup.further.addPictures(0, [new File(['x'], 'a.png'), new File(['x'], 'bad.png')]);
    app.setup.further.set(0, 'name', 'cat');
    expect(codes()).toEqual([{}]);
    expect(app.notices.list.map(({ failure }) => failure.code)).toEqual(['picture.unreadable']);
    expect(fake.stored.datasets.get(app.setup.further.list[0].datasetId)?.pictures).toHaveLength(1);
    await reload();
    expect(codes()).toEqual([{}]);
  });
});

describe('three prompts', () => {
  const picture = (caption: string, width = 64) => ({ caption, width, height: 64 }) as Picture;
  const pictures = [picture('red, cup'), picture('blue, cup'), picture('green, cup', 192)];
  const draft = { ...standard, name: 'mug', template: 'own', templateText: '[name] is [filewords]', seed: '3' };
  const size = { width: 64, height: 64, sizeStep: 16 };
  const captionOf = ({ caption }: { caption: string }) => caption;

  test('are of the pictures in the run’s order, each once in the first round', () => {
    const samples = promptSamples(draft, pictures, captionOf, size, 3);
    expect(samples.map(({ picture }) => picture).sort()).toEqual([0, 1, 2]);
    for (const { picture, text } of samples) expect(text).toBe(`mug is ${pictures[picture].caption}`);
    expect(promptSamples({ ...draft, buckets: 'on', batch: '1' }, pictures, captionOf, size, 3).map(({ picture }) => picture).sort()).toEqual([0, 1, 2]);
    expect(promptSamples({ ...draft, name: '' }, pictures, captionOf, size, 1)[0].text).toMatch(/^\[name\] is/);
  });

  test('lose and move tags as asked', () => {
    expect(promptSamples({ ...draft, tagDropout: '1' }, pictures, captionOf, size, 1)[0].text).toBe('mug is ');
    const shuffled = promptSamples({ ...draft, shuffleTags: 'on' }, pictures, captionOf, size, 12);
    expect(shuffled.some(({ text }) => text.startsWith('mug is  cup,'))).toBe(true);
  });

  test('are none without pictures or with a field that cannot be read', () => {
    expect(promptSamples(draft, [], captionOf, size, 3)).toEqual([]);
    expect(promptSamples({ ...draft, seed: 'x' }, pictures, captionOf, size, 3)).toEqual([]);
  });
});

describe('the rate', () => {
  const full = defaults('full', 'object', 'quick');

  test('goes with the pictures of a step, where it was left alone', () => {
    expect(rateHint({ ...full, batch: '2', accumulate: '2' }, full)).toEqual({ pictures: 4, rate: '0.02' });
    expect(rateHint({ ...standard, batch: '1' }, standard)).toEqual({ pictures: 1, rate: '0.0015:150, 0.0005' });
    expect(rateHint(full, full)).toBeUndefined();
    expect(rateHint({ ...full, batch: '2', rate: '0.01' }, full)).toBeUndefined();
    expect(rateHint({ ...full, batch: 'x' }, full)).toBeUndefined();
  });
});

describe('the time of a step', () => {
  const started = { kind: 'started' as const, runId: 'run-1', memoryBytes: 5, adapter: 'fake', storage: 'f32' as const, step: 0, steps: 300 };
  const progress = (step: number) => ({
    kind: 'progress' as const, records: [{ step, loss: 1, rate: 1 }], step, steps: 300, stepsPerSecond: 4, secondsLeft: 5, skipped: 0, vectorDelta: 0,
  });
  const place = { modelId: 'bundled', adapter: 'fake', storage: 'f32' as const };

  test('is kept of a run for the next of its kind, over a reload', async () => {
    await app.tryNow();
    await fake.say(started);
    for (let step = 1; step <= 4; step++) await fake.say(progress(step));
    await fake.say({ kind: 'saved', step: 4 });
    expect(app.training.times.of(app.setup.nearest(), place)).toBeUndefined();
    await fake.say(progress(5));
    await fake.say({ kind: 'saved', step: 5 });
    await reload();
    expect(app.training.times.of(app.setup.nearest(), place)).toBe(0.25);
    app.setup.set('batch', '1');
    expect(app.training.times.of(app.setup.nearest(), place)).toBeUndefined();
  });

  test('is of one model, size, batch, adapter and storage', () => {
    const settings = app.setup.nearest();
    const keys = [
      stepKey(settings, place), stepKey({ ...settings, width: 96 }, place), stepKey({ ...settings, accumulate: 2 }, place),
      stepKey(settings, { ...place, modelId: 'x' }), stepKey(settings, { ...place, adapter: 'x' }), stepKey(settings, { ...place, storage: 'f16' }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(stepKey({ ...settings, steps: 9, seed: 4 } as typeof settings, place)).toBe(keys[0]);
  });
});
