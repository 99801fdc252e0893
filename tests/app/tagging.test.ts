/** The tagging panel's state: walks, cancelling, what is there already, undo, a run that trains meanwhile. */
import './runes';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { readTaggingOptions, TAGGING_DEFAULTS } from '../../src/app/logic/tagging/options';
import { App } from '../../src/app/state/app.svelte';
import type { Tagging } from '../../src/app/state/pictures/tagging.svelte';
import { Failure } from '../../src/failure';
import type { Picture } from '../../src/store/records';
import { fakeServices, type Fake } from './fakes/services';
import { storedTagger } from './fakes/taggers';

let fake: Fake;
let app: App;
let tagging: Tagging;

const picture = (name: string, caption = ''): Picture =>
  ({ id: name, name, caption, blob: new Blob([`${name}_hat solo`]), thumbnail: new Blob(), width: 1, height: 1 });

async function open(...pictures: Picture[]): Promise<void> {
  fake = fakeServices();
  fake.taggers.stored = [storedTagger('wd')];
  await fake.store.saveDataset({ id: 'set', pictures, created: 0 });
  fake.stored.current = 'set';
  app = new App(fake);
  await app.open();
  ({ tagging } = app);
}

beforeEach(() => open(picture('a'), picture('b', 'mug')));
const now = () => app.pictures.list.map(({ caption }) => caption);
const failures = () => app.notices.list.map(({ failure }) => failure.code);

describe('captions that are there', () => {
  test.each([
    ['ignore', ['a hat, solo', 'b hat, solo']], ['copy', ['a hat, solo', 'mug']],
    ['prepend', ['a hat, solo', 'mug b hat, solo']], ['append', ['a hat, solo', 'b hat, solo mug']],
  ] as const)('%s', async (existing, expected) => {
    await tagging.choose({ existing });
    await tagging.run(app.pictures.list);
    expect(now()).toEqual(expected);
    expect(fake.taggers.calls).toHaveLength(existing === 'copy' ? 1 : 2);
    await tagging.undo();
    expect(now()).toEqual(['', 'mug']);
  });
});

describe('a walk', () => {
  test('goes past a picture that cannot be read', async () => {
    await open(picture('a'), picture('bad'), picture('c'));
    await tagging.run(app.pictures.list);
    expect(now()).toEqual(['a hat, solo', '', 'c hat, solo']);
    expect(tagging.report).toMatchObject({ written: 2, place: 'wasm', leftOut: [{ name: 'bad', failure: { code: 'picture.unreadable' } }] });
  });

  test('ends where the model fails, and keeps what was said before', async () => {
    await open(picture('a'), picture('broken'), picture('c'));
    await tagging.run(app.pictures.list);
    expect(now()).toEqual(['a hat, solo', '', '']);
    expect(failures()).toEqual(['onnx.run']);
    expect(tagging.running).toBe(false);
    expect(tagging.undoable).toBe(true);
  });

  test('is cancelled at once, and keeps what was said before', async () => {
    await open(picture('a'), picture('slow', 'mug'));
    const walk = tagging.run(app.pictures.list);
    await vi.waitFor(() => expect(tagging.progress).toEqual({ done: 1, total: 2 }));
    tagging.cancel();
    await walk;
    expect(now()).toEqual(['a hat, solo', 'mug']);
    expect(failures()).toEqual([]);
    expect(tagging.report).toMatchObject({ written: 1 });
  });

  test('waits while a run trains, having freed the model, and goes on when it has ended', async () => {
    let end = (): void => {};
    fake.elsewhere = { promise: new Promise((resolve) => (end = resolve)) };
    const walk = tagging.run(app.pictures.list);
    await vi.waitFor(() => expect(tagging.waiting).toBe(true));
    expect(fake.taggers.calls).toEqual(['close']);
    fake.elsewhere = undefined;
    end();
    await walk;
    expect(tagging.waiting).toBe(false);
    expect(now()).toEqual(['a hat, solo', 'b hat, solo']);
  });

  test('that waits can be cancelled', async () => {
    fake.elsewhere = { promise: new Promise(() => undefined) };
    const walk = tagging.run(app.pictures.list);
    await vi.waitFor(() => expect(tagging.waiting).toBe(true));
    tagging.cancel();
    await walk;
    expect(tagging.waiting).toBe(false);
    expect(now()).toEqual(['', 'mug']);
  });

  test('what was typed since is not taken back', async () => {
    await tagging.run(app.pictures.list);
    expect(tagging.undoable).toBe(true);
    await app.captions.write(new Map([['a', 'mine']]), 'typed');
    expect(tagging.undoable).toBe(false);
  });
});

test('a look writes nothing, and its caption follows the options', async () => {
  await tagging.lookAt(app.pictures.list[0]);
  const { reading } = tagging.sight!.look;
  expect(tagging.captionOf(reading)).toBe('a hat, solo');
  await tagging.choose({ wd14: { ...tagging.options.wd14, spaces: false, exclude: 'solo' } });
  expect(tagging.captionOf(reading)).toBe('a_hat');
  expect(now()).toEqual(['', 'mug']);
  expect(fake.stored.settings.get('tagging')).toMatchObject({ wd14: { spaces: false } });
});

describe('taggers', () => {
  test('one that was added is chosen; one that fails is told; one that was cancelled is not', async () => {
    await tagging.taggers.add({ kind: 'url', url: 'x' });
    expect(tagging.taggers.chosen?.id).toBe('tagger-2');
    fake.taggers.refusal = new Failure('tagger.no-list', { files: 'x' });
    await tagging.taggers.add({ kind: 'url', url: 'x' });
    expect(failures()).toEqual(['tagger.no-list']);
    fake.taggers.refusal = new Failure('tagger.cancelled');
    await tagging.taggers.add({ kind: 'url', url: 'x' });
    expect(failures()).toEqual([]);
    await tagging.taggers.remove('tagger-2');
    expect(tagging.taggers.chosen?.id).toBe('wd');
  });

  test('pictures made under Crops are asked about one by one', async () => {
    expect(await tagging.describe(new Blob(['red_mug']), 'made.png', new AbortController().signal)).toEqual(['red mug']);
  });
});

test('stored options that do not fit are the defaults', () => {
  expect(readTaggingOptions(undefined)).toEqual(TAGGING_DEFAULTS);
  expect(readTaggingOptions({ existing: 'eat', place: 3, wd14: { threshold: 'x', spaces: false }, blip: null })).toEqual({
    ...TAGGING_DEFAULTS, wd14: { ...TAGGING_DEFAULTS.wd14, spaces: false },
  });
});
