/** The library's state: finding, bringing in, changing, undoing, giving out, combining. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import './runes';
import { App } from '../../src/app/state/app.svelte';
import { UNDO_MS } from '../../src/app/state/library/library-edit.svelte';
import { Failure } from '../../src/failure';
import type { Embedding, ModelManifest } from '../../src/store/records';
import { word } from './fakes/library';
import { bundled, fakeServices, type Fake } from './fakes/services';

let fake: Fake;
let app: App;

async function open(...words: Embedding[]): Promise<void> {
  fake = fakeServices();
  fake.embeddings = words;
  app = new App(fake);
  await app.open();
}

const shown = () => app.library.shown.map(({ id }) => id);
const stored = () => fake.embeddings.map(({ id }) => id);
const codes = () => app.notices.list.map(({ failure }) => failure.code);
const file = (name: string) => new File(['x'], name);

beforeEach(() => open(
  word('mug', { step: 500, created: 3, tags: ['red', 'kitchen'], notes: 'from grandma' }),
  word('Hat 10', { step: 0, created: 2, tags: ['red'] }),
  word('hat 9', { step: 900, created: 1, modelName: 'anime' }),
));

describe('finding', () => {
  test('by name, tag, note or model, every part of what is typed', () => {
    for (const [query, ids] of [['HAT', ['Hat 10', 'hat 9']], ['kitch', ['mug']], ['grandma mug', ['mug']], ['anim', ['hat 9']], ['hat mug', []]] as const) {
      app.library.query = query;
      expect(shown(), query).toEqual(ids);
    }
  });

  test('in three orders; numbers in names count as numbers', () => {
    expect(shown()).toEqual(['mug', 'Hat 10', 'hat 9']);
    app.library.sort = 'name';
    expect(shown()).toEqual(['hat 9', 'Hat 10', 'mug']);
    app.library.sort = 'steps';
    expect(shown()).toEqual(['hat 9', 'mug', 'Hat 10']);
  });

  test('by tags, all of them; the most used is offered first', () => {
    expect(app.library.allTags).toEqual([{ tag: 'red', count: 2 }, { tag: 'kitchen', count: 1 }]);
    app.library.toggleTag('red');
    expect(shown()).toEqual(['mug', 'Hat 10']);
    app.library.toggleTag('kitchen');
    expect(shown()).toEqual(['mug']);
    app.library.clearFilter();
    expect(shown()).toHaveLength(3);
  });

  test('a record that has not changed stays the same object, so that its picture stays', async () => {
    const before = app.learned.byId('mug');
    await app.library.editing.setTags('hat 9', 'x');
    expect(app.learned.byId('mug')).toBe(before);
    expect(app.learned.byId('hat 9')?.tags).toEqual(['x']);
  });
});

describe('reading the store', () => {
  test('an answer that comes after a later one is not shown', async () => {
    const [older, newer] = [word('old'), word('new')].map((one) => ({ one, answer: (): void => undefined }));
    const asked = [older, newer].values();
    fake.store.listEmbeddings = () => {
      const next = asked.next().value!;
      return new Promise((done) => (next.answer = () => done([next.one])));
    };
    const both = [app.learned.refresh(), app.learned.refresh()];
    newer.answer();
    await both[1];
    older.answer();
    await both[0];
    expect(shown()).toEqual(['new']);
  });
});

describe('bringing in', () => {
  test('shows what was found and what was left out, on its screen', async () => {
    fake.library.found = [word('new', { form: 'kohya', container: 'safetensors' })];
    fake.library.refused = [{ file: 'letter.txt', failure: { code: 'embedding.none', values: { tensors: 0 } } }];
    await app.addWords(Promise.resolve([file('a.pt'), file('letter.txt')]));
    expect(fake.library.calls).toEqual(['add a.pt,letter.txt']);
    expect(app.route.screen).toBe('library');
    expect(app.library.incoming.report).toEqual({ ids: ['new'], refused: fake.library.refused, ignored: [] });
    expect(shown()).toContain('new');
    expect(app.library.incoming.busy).toBe(false);
  });

  test('an address that leads nowhere is told and leaves nothing waiting', async () => {
    fake.library.refusal = new Failure('library.address', { text: 'nowhere' });
    await app.addWordAddress('nowhere');
    expect(codes()).toEqual(['library.address']);
    expect(app.library.incoming).toMatchObject({ busy: false, report: undefined });
  });

  test('nothing dropped asks nothing', async () => {
    await app.addWords(Promise.resolve([]));
    expect(fake.library.calls).toEqual([]);
  });

  test('two at a time: the end of one is not the end of the other', async () => {
    fake.library.answers = false;
    void app.addWords(Promise.resolve([file('a.pt')]));
    await vi.waitFor(() => expect(fake.library.calls).toHaveLength(1));
    fake.library.answers = true;
    await app.addWordAddress('https://far.example/a.pt');
    expect(app.library.incoming).toMatchObject({ reading: 1, fetching: 0, busy: true });
  });

  test('whose worker dies ends', async () => {
    fake.library.answers = false;
    void app.addWords(Promise.resolve([file('a.pt')]));
    await vi.waitFor(() => expect(app.library.incoming.busy).toBe(true));
    fake.crash(new Error('out of memory'), 'trainer');
    expect(app.library.incoming.busy).toBe(true);
    fake.crash(new Error('out of memory'), 'library');
    expect(app.library.incoming.busy).toBe(false);
  });
});

describe('changing', () => {
  test('a name that cannot be one is refused and the old one stays', async () => {
    await expect(app.library.editing.rename('mug', 'a/b')).rejects.toMatchObject({ code: 'word.name-characters' });
    expect(app.learned.byId('mug')?.name).toBe('mug');
    await app.library.editing.rename('mug', ' cup ');
    expect(app.learned.byId('mug')?.name).toBe('cup');
  });

  test('tags are taken apart at commas of both scripts, each once', async () => {
    await app.library.editing.setTags('mug', ' red, blue hat，red、 ,绿 ');
    expect(app.learned.byId('mug')?.tags).toEqual(['red', 'blue hat', '绿']);
  });

  test('a copy has the next free name', async () => {
    await app.library.editing.rename('hat 9', 'mug-2');
    const id = await app.library.editing.duplicate(app.learned.byId('mug')!);
    expect(app.learned.byId(id!)?.name).toBe('mug-3');
  });

  test('another version becomes the word', async () => {
    await app.library.editing.takeVersion('mug', 250);
    expect(app.learned.byId('mug')?.step).toBe(250);
  });
});

describe('deleting', () => {
  afterEach(() => void vi.useRealTimers());

  test('can be undone, several at once', async () => {
    app.library.select(app.learned.list.slice(0, 2));
    await app.library.editing.remove(app.library.selected);
    expect(stored()).toEqual(['hat 9']);
    expect(app.library.selected).toEqual([]);
    expect(app.library.editing.removed?.names).toEqual(['mug', 'Hat 10']);
    await app.library.editing.undo();
    expect(stored().sort()).toEqual(['Hat 10', 'hat 9', 'mug']);
    expect(app.library.editing.removed).toBeUndefined();
  });

  test('is not forgotten where it cannot be put back', async () => {
    const real = fake.store.restoreEmbedding;
    await app.library.editing.remove([app.learned.list[0]]);
    fake.store.restoreEmbedding = () => Promise.reject(new Failure('store.quota', { need: 1, free: 0 }));
    await app.library.editing.undo();
    expect(codes()).toEqual(['store.quota']);
    expect(app.library.editing.removed?.names).toHaveLength(1);
    fake.store.restoreEmbedding = real;
    await app.library.editing.undo();
    expect(stored()).toHaveLength(3);
  });

  test('is offered back for a while only, and not while the person is about to', async () => {
    vi.useFakeTimers();
    await app.library.editing.remove([app.learned.list[0]]);
    app.library.editing.pause();
    vi.advanceTimersByTime(2 * UNDO_MS);
    expect(app.library.editing.removed).toBeDefined();
    app.library.editing.keepWaiting();
    vi.advanceTimersByTime(UNDO_MS - 1);
    expect(app.library.editing.removed).toBeDefined();
    vi.advanceTimersByTime(1);
    expect(app.library.editing.removed).toBeUndefined();
    expect(stored()).toHaveLength(2);
  });

  test('that fails in the middle offers back what is gone and says why', async () => {
    const real = fake.store.deleteEmbedding;
    fake.store.deleteEmbedding = (id) => (id === 'mug' ? real(id) : Promise.reject(new Failure('store.failed', { message: 'x' })));
    await app.library.editing.remove(app.learned.list);
    expect(codes()).toEqual(['store.failed']);
    expect(app.library.editing.removed?.names).toEqual(['mug']);
    await app.library.editing.undo();
    expect(stored()).toHaveLength(3);
  });
});

describe('numbers', () => {
  const sd1: ModelManifest = { ...bundled, bundled: false, id: 'sd1', kind: 'sd1' };

  test('are worked out once for each word, state and model', async () => {
    const [mug] = app.learned.list;
    await app.library.numbers.ask(mug, sd1.id);
    await app.library.numbers.ask(mug, sd1.id);
    expect(fake.library.calls).toEqual(['statistics mug sd1']);
    expect(app.library.numbers.of(mug, sd1.id)?.state).toBe('done');
    expect(app.library.numbers.of({ ...mug, step: 1 }, sd1.id)).toBeUndefined();
  });

  test('that cannot be had say why; a dead worker is no endless wait', async () => {
    const [mug, hat] = app.learned.list;
    fake.library.refusal = new Failure('library.widths', { a: 768, b: 96 });
    await app.library.numbers.ask(mug, sd1.id);
    expect(app.library.numbers.of(mug, sd1.id)).toMatchObject({ state: 'failed', failure: { code: 'library.widths' } });
    fake.library.answers = false;
    void app.library.numbers.ask(hat, sd1.id);
    expect(app.library.numbers.of(hat, sd1.id)?.state).toBe('working');
    fake.crash(new Error('x'), 'library');
    expect(app.library.numbers.of(hat, sd1.id)?.state).toBe('failed');
  });
});

describe('combining', () => {
  test('hands over weights and name; the new word is in the list', async () => {
    const { combining } = app.library;
    const words = app.learned.list.slice(0, 2);
    combining.setWeight('mug', 3);
    expect(combining.shares(words)).toEqual([0.75, 0.25]);
    combining.name = ' mixed ';
    expect(await combining.make(words)).toBe('blended');
    expect(fake.library.blended).toEqual([{ id: 'mug', weight: 3 }, { id: 'Hat 10', weight: 1 }]);
    expect(app.learned.byId('blended')?.name).toBe('mixed');
    expect(combining).toMatchObject({ name: '', busy: false });
  });

  test('one after the other', async () => {
    Object.assign(app.library.combining, { way: 'chain', name: 'both' });
    await app.library.combining.make(app.learned.list);
    expect(fake.library.calls).toEqual(['chain mug,Hat 10,hat 9 both']);
  });

  test('without a name, or with weights that add up to nothing, makes nothing', async () => {
    const { combining } = app.library;
    await expect(combining.make(app.learned.list)).rejects.toMatchObject({ code: 'word.name-empty' });
    combining.setWeight('mug', -1);
    expect(combining.shares(app.learned.list.slice(0, 2))).toBeUndefined();
    fake.library.refusal = new Failure('library.weights');
    combining.name = 'x';
    await expect(combining.make(app.learned.list.slice(0, 2))).rejects.toMatchObject({ code: 'library.weights' });
    expect(combining.busy).toBe(false);
  });
});
