/** Preparing a set of pictures: the new set, what becomes of bad ones, cancelling, undo. On workers that answer at once. */
import { beforeEach, describe, expect, test } from 'vitest';
import '../runes';
import { App } from '../../../src/app/state/app.svelte';
import { PREPARE_DEFAULTS } from '../../../src/images/prepare/options';
import type { Picture } from '../../../src/store/records';
import { fakeServices, type Fake } from '../fakes/services';

let fake: Fake;
let app: App;

const source = (name: string, more: Partial<Picture> = {}): Picture => ({
  id: name, name: `${name}.jpg`, caption: `a ${name}`, blob: new Blob([name]), thumbnail: new Blob(['t']), width: 1000, height: 1000, ...more,
});

async function open(...pictures: Picture[]): Promise<void> {
  fake.stored.datasets.set('mine', { id: 'mine', pictures, created: 1 });
  fake.stored.current = 'mine';
  await reload();
}

async function reload(): Promise<void> {
  app = new App(fake);
  await app.open();
}

const names = () => app.pictures.list.map(({ name }) => name);

beforeEach(async () => {
  fake = fakeServices();
  await open(source('fox'), source('owl'));
});

describe('a new set', () => {
  test('is shown and kept, with names, captions and sources; the old one stays as it was', async () => {
    const before = structuredClone(fake.stored.datasets.get('mine'));
    await app.preparation.choose({ flips: ['horizontal'], existing: 'copy', width: 256, height: 256 });
    await app.preparation.start();
    expect(names()).toEqual(['00000-0-fox.png', '00000-1-fox.png', '00001-0-owl.png', '00001-1-owl.png']);
    expect(app.pictures.list.map(({ caption, source, width }) => [caption, source, width])[3]).toEqual(['a owl', 'owl', 256]);
    expect(app.pictures.dataset).toMatchObject({ origin: 'mine', prepared: { ...PREPARE_DEFAULTS, flips: ['horizontal'], existing: 'copy', width: 256, height: 256 } });
    expect(app.preparation.report).toEqual({ made: 4, of: 2, leftOut: [] });
    expect(app.preparation.running).toBe(false);
    expect(fake.stored.datasets.get('mine')).toEqual(before);
    expect(fake.stored.current).toBe(app.pictures.dataset.id);
    await reload();
    expect(names()).toHaveLength(4);
  });

  test('has what a tagger says of each picture made, flipped copies too', async () => {
    const asked: string[] = [];
    app.preparation.describe = async (_, name) => [(asked.push(name), `tags of ${name}`)];
    await app.preparation.choose({ flips: ['horizontal'], existing: 'prepend' });
    await app.preparation.start();
    expect(asked.sort()).toEqual([...names()].sort());
    expect(app.pictures.list[1].caption).toBe('a fox tags of 00000-1-fox.png');
  });

  test('is made of the hand crops and masks there are', async () => {
    const mask = new Blob(['m']);
    await open(source('fox', { mask }), source('owl'));
    await app.preparation.setCrop('fox', { x: 1, y: 2, width: 300, height: 300 });
    expect((await app.preparation.plan(app.pictures.list[0])).made).toMatchObject([{ by: 'hand', box: { width: 300, height: 300 } }]);
    await app.preparation.start();
    expect(app.pictures.list[0].mask).toBe(mask);
    expect(app.pictures.list[0].crop).toBeUndefined();
    await app.preparation.sets.undo();
    await app.preparation.setCrop('fox', undefined);
    expect((await app.preparation.plan(app.pictures.list[0])).made).toMatchObject([{ by: 'cover' }]);
  });

  test('has sizes near the ratios where that is asked for', async () => {
    await open(source('fox', { width: 1500 }), source('owl', { height: 1500 }), source('cat'));
    await app.preparation.choose({ step: 64 });
    await app.preparation.start();
    expect(fake.preparers.asked).toEqual(['fox.jpg 640 x 384', 'owl.jpg 384 x 640', 'cat.jpg 512 x 512']);
  });
});

describe('a bad picture', () => {
  test('is told and left out; numbers go on counting', async () => {
    await open(source('bad'), source('fox'), source('odd'));
    await app.preparation.start();
    expect(names()).toEqual(['00001-0-fox.png']);
    expect(app.preparation.report!.leftOut.map(({ name, failure }) => [name, failure.code])).toEqual([
      ['bad.jpg', 'picture.unreadable'], ['odd.jpg', 'prepare.no-size'],
    ]);
  });

  test('alone changes nothing', async () => {
    await open(source('bad'));
    await app.preparation.start();
    expect([app.pictures.dataset.id, app.preparation.report!.made]).toEqual(['mine', 0]);
  });
});

describe('nothing has changed', () => {
  test('after it was cancelled', async () => {
    fake.preparers.answers = false;
    const working = app.preparation.start();
    expect(app.preparation.progress).toEqual({ done: 0, total: 2 });
    app.preparation.cancel();
    await working;
    expect([app.pictures.dataset.id, app.preparation.running, app.preparation.report, app.notices.list]).toEqual(['mine', false, undefined, []]);
    expect([...fake.stored.datasets.keys()]).toEqual(['mine']);
  });

  test('where it does not fit on the disk', async () => {
    fake.store.saveDataset = async () => {
      throw Object.assign(new Error(), { code: 'store.quota', values: { need: 1, free: 0 } });
    };
    await app.preparation.start();
    expect(app.pictures.dataset.id).toBe('mine');
    expect(app.notices.list[0].failure.code).toBe('store.quota');
  });

  test('where options are senseless', async () => {
    await app.preparation.choose({ width: 3 });
    await app.preparation.start();
    expect(app.notices.list[0].failure.code).toBe('prepare.options');
    await reload();
    expect(app.preparation.options).toEqual(PREPARE_DEFAULTS);
  });
});

describe('undo', () => {
  test('goes back to the old set, redo forward again, after a reload too', async () => {
    await app.preparation.start();
    const made = app.pictures.dataset.id;
    expect([app.preparation.sets.canUndo, app.preparation.sets.canRedo]).toEqual([true, false]);
    await app.preparation.sets.undo();
    expect(names()).toEqual(['fox.jpg', 'owl.jpg']);
    await reload();
    expect([app.preparation.sets.canUndo, app.preparation.sets.canRedo]).toEqual([false, true]);
    await app.preparation.sets.redo();
    expect(app.pictures.dataset.id).toBe(made);
  });

  test('a set that was taken back goes when another is made, but not one that a run needs', async () => {
    await app.preparation.start();
    const first = app.pictures.dataset.id;
    await app.preparation.sets.undo();
    await app.preparation.start();
    const second = app.pictures.dataset.id;
    expect([...fake.stored.datasets.keys()]).toEqual(['mine', second]);
    expect(second).not.toBe(first);
    await app.pictures.freeze(second);
    await app.preparation.sets.undo();
    await app.preparation.start();
    expect([...fake.stored.datasets.keys()]).toHaveLength(3);
  });

  test('of a set made of a made one goes back one step', async () => {
    await app.preparation.start();
    const first = app.pictures.dataset.id;
    await app.preparation.start();
    expect(names()[0]).toBe('00000-0-00000-0-fox.png');
    await app.preparation.sets.undo();
    expect(app.pictures.dataset.id).toBe(first);
    await app.preparation.sets.undo();
    expect(app.pictures.dataset.id).toBe('mine');
  });

  test('is still there once captions of a set in use were changed', async () => {
    await app.preparation.start();
    await app.pictures.freeze(app.pictures.dataset.id);
    await app.pictures.captions(new Map([[app.pictures.list[0].id, 'new']]));
    expect(app.pictures.dataset.origin).toBe('mine');
    await app.preparation.sets.undo();
    expect(names()).toEqual(['fox.jpg', 'owl.jpg']);
  });
});
