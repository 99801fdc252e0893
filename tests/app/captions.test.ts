/** The state of the captions' panel: filters, changes of many in one write, undo over all, expressions that never end. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import './runes';
import { fileWordsOf } from '../../src/app/logic/captions/file-words';
import { placeAfter } from '../../src/app/logic/captions/grid-keys';
import { App } from '../../src/app/state/app.svelte';
import { CaptionWork } from '../../src/app/state/pictures/caption-work';
import type { Captions } from '../../src/app/state/pictures/captions.svelte';
import type { Picture } from '../../src/store/records';
import { fakeServices, type Fake } from './fakes/services';

let fake: Fake;
let app: App;
let captions: Captions;
/** writes of the data set */
let writes: number;

const CAPTIONS = { a: 'red, hat', b: 'red, cat', c: 'dog', d: '' };
const picture = (id: string, caption: string): Picture =>
  ({ id, name: `${id}.png`, caption, blob: new Blob(), thumbnail: new Blob(), width: 1, height: 1 });

beforeEach(async () => {
  fake = fakeServices();
  const pictures = Object.entries(CAPTIONS).map(([id, caption]) => picture(id, caption));
  await fake.store.saveDataset({ id: 'set', pictures, created: 0 });
  fake.stored.current = 'set';
  const { saveDataset } = fake.store;
  writes = 0;
  fake.store.saveDataset = (dataset) => (writes++, saveDataset(dataset));
  app = new App(fake);
  await app.open();
  ({ captions } = app);
});

const now = () => Object.fromEntries(app.pictures.list.map(({ id, caption }) => [id, caption]));
const shown = () => captions.shown.map(({ id }) => id).join('');
const add = (...tags: string[]) => captions.edit({ kind: 'add', tags, at: 'end' });

describe('what is shown', () => {
  test('all, by tags, by text in caption or name', () => {
    expect(shown()).toBe('abcd');
    captions.filter.toggle('red');
    expect(shown()).toBe('ab');
    captions.filter.toggleUnwanted('cat');
    expect(shown()).toBe('a');
    captions.filter.clear();
    captions.filter.toggle('hat');
    captions.filter.toggle('dog');
    expect(shown()).toBe('');
    captions.filter.match = 'any';
    expect(shown()).toBe('ac');
    captions.filter.clear();
    captions.filter.text = 'D';
    expect(shown()).toBe('abcd'); // red, red, dog, d.png
    captions.filter.text = 'c.png';
    expect(shown()).toBe('c');
  });

  test('a tag that was wanted and is not wanted now is not both', () => {
    captions.filter.toggle('red');
    captions.filter.toggleUnwanted('red');
    expect([captions.filter.wanted, captions.filter.unwanted]).toEqual([[], ['red']]);
    expect(shown()).toBe('cd');
    captions.filter.toggleUnwanted('red');
    expect(captions.filter.active).toBe(false);
  });

  test('by regular expression, once the worker has answered; none where it is wrong', async () => {
    captions.filter.regular = true;
    captions.filter.text = '^(red|dog)';
    const answer = captions.filter.search(app.pictures.list);
    expect(captions.filter.searching).toBe(true);
    expect(shown()).toBe('');
    await answer;
    expect([shown(), captions.filter.searching]).toEqual(['abc', false]);
    captions.filter.text = '(';
    await captions.filter.search(app.pictures.list);
    expect([shown(), captions.filter.problem?.code]).toEqual(['', 'caption.pattern-group']);
    captions.filter.text = '^$';
    await captions.filter.search(app.pictures.list);
    expect([shown(), captions.filter.problem]).toEqual(['d', undefined]);
  });

  test('an answer that comes after another question is not shown', async () => {
    captions.filter.regular = true;
    captions.filter.text = 'dog';
    const first = captions.filter.search(app.pictures.list);
    captions.filter.text = 'cat';
    await Promise.all([first, captions.filter.search(app.pictures.list)]);
    expect(shown()).toBe('b');
  });
});

describe('a change of many', () => {
  test('is of those shown, in one write', async () => {
    captions.filter.toggle('red');
    await add('x');
    expect(now()).toEqual({ ...CAPTIONS, a: 'red, hat, x', b: 'red, cat, x' });
    expect([writes, captions.done]).toEqual([1, { how: 'changed', kind: 'add', count: 2 }]);
  });

  test('is of the chosen ones among those shown', async () => {
    captions.choice.toggle('a');
    captions.choice.toggle('c');
    captions.filter.toggle('red');
    await add('x');
    expect(now()).toEqual({ ...CAPTIONS, a: 'red, hat, x' });
  });

  test('that changes nothing writes nothing and is no step', async () => {
    await captions.edit({ kind: 'remove', tags: ['nothing'] });
    expect([writes, captions.history.last, captions.done?.count]).toEqual([0, undefined, 0]);
  });

  test('with a wrong expression says so and changes nothing', async () => {
    await captions.edit({ kind: 'remove-found', find: { text: '[', regular: true, ignoreCase: false } });
    expect([captions.problem?.kind, captions.problem?.failure.code, captions.editing]).toEqual(['remove-found', 'caption.pattern-class', false]);
    expect(now()).toEqual(CAPTIONS);
    await add('x');
    expect(captions.problem).toBeUndefined();
  });

  test('does not overwrite what was typed while it was made', async () => {
    const { edits } = fake.workers;
    fake.workers.edits = { ...edits, edit: async (...asked) => {
      await app.pictures.captions(new Map([['c', 'typed']]));
      return edits.edit(...asked);
    } };
    await add('x');
    expect(now()).toEqual({ a: 'red, hat, x', b: 'red, cat, x', c: 'typed', d: 'x' });
  });

  test('sorts by how many pictures have a tag', async () => {
    await captions.write(new Map([['d', 'dog, cat, red']]), 'typed');
    await captions.sortByCount();
    expect(now().d).toBe('red, dog, cat');
  });
});

describe('undo', () => {
  test('goes back over typing and changes of many, more than a hundred steps, and forth again', async () => {
    const seen = [now()];
    for (let i = 0; i < 75; i++) {
      await captions.write(new Map([['c', `typed ${i}`]]), 'typed');
      seen.push(now());
      await add(`t${i}`);
      seen.push(now());
    }
    for (const before of seen.slice(0, -1).toReversed()) {
      await captions.undo();
      expect(now()).toEqual(before);
    }
    expect(captions.history.last).toBeUndefined();
    for (const after of seen.slice(1)) {
      await captions.redo();
      expect(now()).toEqual(after);
    }
    expect(writes).toBe(450);
    expect(fake.stored.datasets.get('set')?.pictures[2].caption).toBe(now().c);
  });

  test('a new change ends what could be made again', async () => {
    await add('x');
    await captions.undo();
    await add('y');
    expect(captions.history.next).toBeUndefined();
    await captions.redo();
    expect(now().d).toBe('y');
  });

  test('leaves captions that were written elsewhere since, and pictures that are gone', async () => {
    await add('x');
    await app.pictures.captions(new Map([['a', 'elsewhere']]));
    await app.pictures.remove('b');
    await captions.undo();
    expect(now()).toEqual({ a: 'elsewhere', c: 'dog', d: '' });
    expect(captions.done).toEqual({ how: 'undone', kind: 'add', count: 2 });
  });
});

describe('an expression that never ends', () => {
  const find = { text: '(a+)+$', regular: true, ignoreCase: false };

  test('is ended with its worker; the next question is answered', async () => {
    const { edits } = fake.workers;
    let stuck = true;
    fake.workers.edits = { ...edits, matches: (...asked) => {
      if (!stuck) return edits.matches(...asked);
      stuck = false;
      return new Promise(() => undefined);
    } };
    const work = new CaptionWork(fake.workers, 0.05);
    const first = work.matches(['aaa!'], find);
    const second = work.matches(['aaa'], find);
    await expect(first).rejects.toMatchObject({ code: 'caption.pattern-slow', values: { seconds: 0.05 } });
    expect(await second).toEqual([true]);
    expect(fake.calls).toEqual(['stopEdits']);
  });

  test('the time that a worker takes to start is not its own; plain changes have all the time', async () => {
    const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
    const { edits } = fake.workers;
    const slow = { ...fake.workers, edits: { ...edits, ready: () => pause(60), edit: async (...asked: Parameters<typeof edits.edit>) => (await pause(60), edits.edit(...asked)) } };
    const work = new CaptionWork(slow, 0.03);
    expect(await work.matches(['aaa'], find)).toEqual([true]);
    expect(await work.edit(['a'], { kind: 'add', tags: ['b'], at: 'end' })).toEqual(['a, b']);
  });

  test('a worker that dies is told', async () => {
    fake.workers.edits = { ...fake.workers.edits, edit: () => new Promise(() => undefined) };
    const change = add('x');
    await new Promise((done) => setTimeout(done));
    fake.crash(new Error('no memory'), 'edits');
    await change;
    expect([captions.problem?.failure.code, captions.editing]).toEqual(['internal', false]);
  });
});

describe('[filewords]', () => {
  const picture = { name: '0001-a red_fox.png', caption: '', width: 64, height: 64, blob: new Blob(['x']), thumbnail: new Blob() };
  const words = (caption: string) => fileWordsOf(app.setup.draft, { ...picture, caption }, (one) => app.setup.captionOf(one));
  const show = async (...names: string[]) => {
    app.pictures.dataset = { ...app.pictures.dataset, pictures: names.map((name, i) => ({ ...picture, id: String(i), name })) };
    await app.setup.findWords();
  };

  test('of many pictures is read from the fields once', async () => {
    app.setup.set('nameWords', 'on');
    await show('a.png', 'b.png', 'c.png');
    const read = vi.spyOn(app.setup, 'draft', 'get');
    expect(app.pictures.list.map(app.setup.captions())).toEqual(['a', 'b', 'c']);
    expect(read).toHaveBeenCalledTimes(1);
    read.mockRestore();
  });

  test('is the caption, else of the file name what the fields of the next run say', async () => {
    await show(picture.name);
    expect(words(' my caption')).toEqual({ text: ' my caption', from: 'caption' });
    app.setup.set('nameWords', 'off');
    expect(words(' ')).toEqual({ text: '', from: 'off' });
    app.setup.set('nameWords', 'on');
    expect(words('')).toEqual({ text: 'a red_fox', from: 'name' });
    app.setup.set('wordPattern', '[a-z]+');
    app.setup.set('wordJoin', ', ');
    expect(words('').problem?.code).toBe('settings.word-pattern-pending');
    expect([app.setup.hasProblems, app.setup.shownProblem('wordPattern')]).toEqual([true, undefined]);
    await app.setup.findWords();
    expect(words('')).toEqual({ text: 'a, red, fox', from: 'name' });
    app.setup.set('wordPattern', '[');
    expect(words('')).toEqual({ text: '', from: 'name', problem: { code: 'settings.word-pattern', values: { text: '[' } } });
  });

  test('a pattern that never ends is tried in the worker alone, ended, and handed to no run', async () => {
    const endless = '(a+)+$';
    const asked: (readonly string[])[] = [];
    fake.workers.edits = { ...fake.workers.edits, fileWords: (names) => (asked.push(names), new Promise(() => undefined)) };
    app.setup.set('name', 'fox');
    app.setup.set('nameWords', 'on');
    app.setup.set('wordPattern', endless);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const looking = show(`${'a'.repeat(40)}!.png`);
      await vi.waitFor(() => expect(asked).toHaveLength(1));
      await vi.advanceTimersByTimeAsync(2000);
      await looking;
    } finally {
      vi.useRealTimers();
    }
    const problem = { code: 'settings.word-pattern-slow', values: { seconds: 2 } };
    expect([fake.calls, app.setup.problems.wordPattern, words('').problem]).toEqual([['stopEdits'], problem, problem]);
    expect(app.setup.nearest().nameWords).toEqual({ pattern: '', join: ' ' });
    await app.start();
    expect(fake.calls.filter((call) => call.startsWith('start'))).toEqual([]);
    await app.setup.findWords();
    expect(asked).toHaveLength(1);
  });

  test('names of further words’ sets are tried as well; captions and other fields ask for nothing anew', async () => {
    const asked: (readonly string[])[] = [];
    const { edits } = fake.workers;
    fake.workers.edits = { ...edits, fileWords: (names, rules) => (asked.push(names), edits.fileWords(names, rules)) };
    fake.stored.datasets.set('cats', { id: 'cats', created: 0, pictures: [{ ...picture, id: 'c', name: 'cat.png' }] });
    app.setup.set('nameWords', 'on');
    app.setup.set('wordPattern', '[a-z]+');
    app.setup.further.add('2');
    app.setup.further.set(0, 'datasetId', 'cats');
    await show('a.png', 'b.png');
    app.setup.set('steps', '7');
    app.pictures.dataset = { ...app.pictures.dataset, pictures: [...app.pictures.list] };
    await app.setup.findWords();
    expect(asked).toEqual([['a.png', 'b.png', 'cat.png']]);
    expect(app.setup.problems.wordPattern).toBeUndefined();
    await show('a.png', 'c.png');
    expect([asked.length, app.setup.captionOf({ name: 'c.png', caption: '' })]).toEqual([2, 'c']);
  });
});

describe('places', () => {
  test('keys lead through the grid and stop at its edges', () => {
    const grid = { columns: 4, count: 10, rows: 2 };
    const from = (place: number, key: string) => placeAfter(key, place, grid);
    expect([from(0, 'ArrowRight'), from(3, 'ArrowRight'), from(9, 'ArrowRight'), from(0, 'ArrowLeft')]).toEqual([1, 4, 9, 0]);
    expect([from(1, 'ArrowDown'), from(5, 'ArrowDown'), from(7, 'ArrowDown'), from(2, 'ArrowUp'), from(6, 'ArrowUp')]).toEqual([5, 9, 9, 2, 2]);
    expect([from(9, 'PageUp'), from(0, 'PageDown'), from(5, 'Home'), from(5, 'End'), from(5, 'x')]).toEqual([1, 8, 0, 9, undefined]);
    expect(placeAfter('End', 0, { ...grid, count: 0 })).toBeUndefined();
  });

  test('Shift chooses from where it began', () => {
    const { choice } = captions;
    const chosen = () => captions.targets.map(({ id }) => id).join('');
    choice.moveTo(captions.shown, 1, false);
    choice.moveTo(captions.shown, 3, true);
    expect(chosen()).toBe('bcd');
    choice.moveTo(captions.shown, 0, true);
    expect(chosen()).toBe('ab');
    choice.choose([]);
    expect(chosen()).toBe('abcd');
  });

  test('the open picture walks over what was shown, also when it is shown no more', async () => {
    const { choice } = captions;
    captions.filter.toggle('red');
    choice.open(captions.shown, 'a');
    await captions.write(new Map([['a', 'blue']]), 'typed');
    expect([shown(), captions.opened?.caption]).toEqual(['b', 'blue']);
    expect([choice.step(-1), choice.step(1), captions.opened?.id, choice.step(1), captions.opened?.id]).toEqual([false, true, 'b', false, 'b']);
    expect([choice.step(-1), captions.opened?.id]).toEqual([true, 'a']);
    choice.close();
    expect(captions.opened).toBeUndefined();
  });
});
