/** Sets that take each other's place: what is set aside, what is still being read for the one before, what another tab did. */
import './runes';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { App } from '../../src/app/state/app.svelte';
import type { DemoSet } from '../../src/app/demo';
import type { Dataset, Picture } from '../../src/store/records';
import { fakeServices, type Fake } from './fakes/services';

let fake: Fake;
let app: App;
const file = (name: string): File => new File(['x'], name);
const names = (): string[] => app.pictures.list.map(({ name }) => name);
const aside = (): string[] | undefined => app.pictures.setAside?.pictures.map(({ name }) => name);
const OTHER: DemoSet = { id: 'fox', kind: 'subject', name: { en: 'Fox', zh: '狐狸' }, start: 'emoji', pictures: ['f/fox.png'] };

async function reload(): Promise<void> {
  app = new App(fake);
  await app.open();
}

/** Pictures are read once the answer is called. */
function gate(): () => void {
  let open = (): void => undefined;
  fake.intake.gate = new Promise((done) => (open = done));
  return open;
}

function store(id: string, more: Partial<Dataset> = {}): void {
  const picture: Picture = { id: `${id}-p`, name: `${id}.png`, caption: '', blob: new Blob(), thumbnail: new Blob(), width: 1, height: 1 };
  fake.stored.datasets.set(id, { id, created: 0, pictures: [picture], ...more });
}

beforeEach(async () => {
  fake = fakeServices();
  const { sets } = fake.demo;
  fake.demo.sets = async () => [...(await sets()), OTHER];
  await reload();
});

describe('a person’s own pictures, set aside', () => {
  test('come back after a reload, and then nothing is aside', async () => {
    await app.pictures.add([file('mine.png')]);
    await app.takeSet(app.sets[0]);
    await reload();
    expect([names(), aside()]).toEqual([['a.png', 'b.png'], ['mine.png']]);
    await app.pictures.bringBack();
    await reload();
    expect([names(), aside()]).toEqual([['mine.png'], undefined]);
  });

  test('come back after a reload in the middle of reading the set that took their place', async () => {
    await app.pictures.add([file('mine.png')]);
    gate();
    void app.takeSet(app.sets[0]);
    await vi.waitFor(() => expect(app.pictures.intake.left).toBe(2));
    await reload();
    expect(names()).toEqual(['mine.png']);
  });

  test('stay aside where a second set is chosen before the first was read', async () => {
    await app.pictures.add([file('mine.png')]);
    const open = gate();
    const first = app.takeSet(app.sets[0]);
    await vi.waitFor(() => expect(app.pictures.intake.left).toBe(2));
    const second = app.takeSet(OTHER);
    // The fake's reading of the first ends with the gate too.
    await vi.waitFor(() => expect(app.pictures.intake.left).toBe(3));
    open();
    await Promise.all([first, second]);
    expect([names(), aside()]).toEqual([['fox.png'], ['mine.png']]);
  });

  test('stay aside where a run’s pictures take the place of a bundled set, also of a changed or prepared one', async () => {
    store('of-a-run', { frozen: true });
    await app.pictures.add([file('mine.png')]);
    await app.takeSet(app.sets[0]);
    await app.pictures.remove(app.pictures.list[0].id);
    await app.takeSet(OTHER);
    expect(aside()).toEqual(['mine.png']);
    await app.preparation.start();
    expect(app.pictures.dataset).toMatchObject({ bundled: true, prepared: {} });
    await app.pictures.show('of-a-run');
    expect([names(), aside()]).toEqual([['of-a-run.png'], ['mine.png']]);
    await reload();
    expect([names(), aside()]).toEqual([['of-a-run.png'], ['mine.png']]);
  });

  test('stay aside from one run’s pictures to another’s, and are not aside once shown', async () => {
    store('one', { frozen: true });
    store('two', { frozen: true });
    await app.pictures.add([file('mine.png')]);
    const { id } = app.pictures.dataset;
    await app.pictures.show('one');
    await app.pictures.show('two');
    expect(aside()).toEqual(['mine.png']);
    await app.pictures.show(id);
    expect([names(), aside()]).toEqual([['mine.png'], undefined]);
  });

  test('are those that were added to a bundled set', async () => {
    await app.takeSet(app.sets[0]);
    await app.pictures.add([file('mine.png')]);
    await app.takeSet(OTHER);
    expect(aside()).toEqual(['a.png', 'b.png', 'mine.png']);
  });

  test('of which some were added to a bundled set change places with those aside', async () => {
    await app.pictures.add([file('mine.png')]);
    await app.takeSet(app.sets[0]);
    await app.pictures.add([file('more.png')]);
    await app.pictures.bringBack();
    expect([names(), aside()]).toEqual([['mine.png'], ['a.png', 'b.png', 'more.png']]);
  });

  test('stay where they are if the run’s pictures are gone', async () => {
    await app.pictures.add([file('mine.png')]);
    await expect(app.pictures.show('nobody')).rejects.toMatchObject({ code: 'dataset.gone' });
    expect([names(), aside(), fake.stored.aside]).toEqual([['mine.png'], undefined, undefined]);
  });
});

describe('pictures still being read for a set', () => {
  const leaving: Record<string, [() => Promise<unknown>, string[]]> = {
    'that is cleared': [() => app.pictures.clear(), []],
    'that a bundled one takes the place of': [() => app.pictures.replace([], true), []],
    'that a run’s takes the place of': [() => app.pictures.show('other'), ['other.png']],
    'that another is made of': [() => app.pictures.adopt(fake.stored.datasets.get('other')!), ['other.png']],
    'that one set aside takes the place of': [() => app.pictures.bringBack(), ['other.png']],
  };

  test.each(Object.entries(leaving))('%s do not come', async (_, [leave, left]) => {
    store('other');
    app.pictures.setAside = fake.stored.datasets.get('other');
    await app.pictures.add([file('a.png')]);
    // The first is read, the second is not when the set goes.
    const { read } = fake.intake;
    let begun = 0;
    const open = gate();
    fake.intake.read = (given, signal) => (begun++ ? read(given, signal) : read(given, new AbortController().signal));
    const adding = app.pictures.add([file('b.png'), file('c.png')]);
    await vi.waitFor(() => expect(begun).toBe(2));
    const gone = leave();
    open();
    await Promise.all([adding, gone]);
    expect([names(), app.notices.list]).toEqual([left, []]);
  });

  test('are not even read where it goes while its pictures are compared', async () => {
    await app.pictures.add([file('a.png')]);
    const adding = app.pictures.add([file('b.png')]);
    await app.pictures.clear();
    await adding;
    expect(names()).toEqual([]);
  });
});

describe('a set that another tab changed', () => {
  /** What the store says to this tab's next write. */
  const refuseOnce = (): void => {
    const { saveDataset } = fake.store;
    fake.store.saveDataset = async () => ((fake.store.saveDataset = saveDataset), false);
  };
  const caption = (text: string) => app.pictures.captions(new Map([[app.pictures.list[0].id, text]]));

  test('stays as it is there and can be brought back; this tab goes on with its own', async () => {
    await app.pictures.add([file('a.png')]);
    const { id } = app.pictures.dataset;
    refuseOnce();
    await caption('red');
    expect(fake.stored.datasets.get(id)?.pictures[0].caption).toBe('');
    expect(app.pictures.dataset.id).not.toBe(id);
    await reload();
    expect(app.pictures.list[0].caption).toBe('red');
    expect(app.pictures.setAside?.id).toBe(id);
  });

  test('becomes one set of its own for two changes at once', async () => {
    await app.pictures.add([file('a.png')]);
    const { id } = app.pictures.dataset;
    const { saveDataset } = fake.store;
    fake.store.saveDataset = async (dataset) => dataset.id !== id && saveDataset(dataset);
    await Promise.all([caption('red'), caption('blue')]);
    expect([...fake.stored.datasets.values()].map(({ pictures }) => pictures[0].caption)).toEqual(['', 'blue']);
  });

  test('is not what takes its place when another set is shown meanwhile', async () => {
    store('other');
    await app.pictures.add([file('a.png')]);
    refuseOnce();
    const writing = caption('red');
    await Promise.all([writing, app.pictures.replace([file('b.png')], true)]);
    expect([names(), aside()]).toEqual([['b.png'], ['a.png']]);
  });

  test('where a run was made of it, the run leads to it', async () => {
    await app.pictures.add([file('a.png')]);
    await fake.store.freezeDataset(app.pictures.dataset.id);
    await caption('red');
    expect([fake.stored.datasets.size, aside()]).toEqual([2, undefined]);
  });
});
