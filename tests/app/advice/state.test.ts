/** Pictures are measured once, behind all else, and judged with every change. */
import { beforeEach, describe, expect, test } from 'vitest';
import '../runes';
import { takePictures } from '../../../src/app/components/workshop/advice/take-pictures';
import { prepareForm } from '../../../src/app/components/workshop/prepare/prepare-form.svelte';
import { App } from '../../../src/app/state/app.svelte';
import { fakeServices, type Fake } from '../fakes/services';

let fake: Fake;
let app: App;
let looked: string[];

beforeEach(async () => {
  fake = fakeServices();
  looked = [];
  const { look } = fake.workers.judge;
  fake.workers.judge.look = async (picture, name) => {
    looked.push(name);
    return look(picture, name);
  };
  app = new App(fake);
  await app.open();
});

const file = (name: string, says: string) => new File([says], name);
const severityOf = (code: string) => app.advice.list.find((advice) => advice.code === code)?.severity;

test('measures what is missing, keeps it, and finds near duplicates', async () => {
  await app.pictures.add([file('a.png', '500 ffff0000'), file('b.png', '5 f0f0f0f0f0f0f0f0'), file('c.png', '500 ffff0003')]);
  expect(severityOf('blur-soft')).toBeUndefined();
  await app.advice.measure();
  expect(looked).toEqual(['a.png', 'b.png', 'c.png']);
  expect(app.advice.progress).toBeUndefined();
  expect(severityOf('blur-soft')).toBe('warn');
  const [a, , c] = app.pictures.list;
  expect(app.advice.list.find(({ code }) => code === 'alike-pairs')?.pairs).toEqual([[a.id, c.id]]);
  await app.pictures.remove(c.id);
  expect(severityOf('alike-pairs')).toBeUndefined();
});

test('a new page recalls what was measured and reads no picture for it', async () => {
  await app.pictures.add([file('a.png', '5 0'), file('b.png', '500 f0f0f0f0f0f0f0f0')]);
  await app.advice.measure();
  looked = [];
  app = new App(fake);
  await app.open();
  await app.advice.recall();
  expect(severityOf('blur-soft')).toBe('warn');
  await app.advice.measure();
  expect(looked).toEqual([]);
});

test('a frozen set stays the one it is', async () => {
  await app.pictures.add([file('a.png', '5 0')]);
  const { id } = app.pictures.dataset;
  await app.pictures.freeze(id);
  await app.advice.measure();
  expect(app.pictures.dataset.id).toBe(id);
  expect(severityOf('blur-soft')).toBe('warn');
});

test('a picture that cannot be looked at is counted, and not asked for again', async () => {
  await app.pictures.add([file('a.png', '500 0'), file('dark.png', '')]);
  await app.advice.measure();
  await app.advice.measure();
  expect(app.advice.unmeasured).toBe(1);
  expect(looked).toEqual(['a.png', 'dark.png']);
  expect(severityOf('blur-none')).toBeUndefined();
});

test('pictures that come while it measures are measured too; at rest no more', async () => {
  await app.pictures.add([file('a.png', '500 0')]);
  const measuring = app.advice.measure();
  await app.pictures.add([file('b.png', '500 ff')]);
  await Promise.all([measuring, app.advice.measure()]);
  expect(looked).toEqual(['a.png', 'b.png']);
  await app.pictures.add(Array.from({ length: 70 }, (_, i) => file(`n${i}.png`, `500 ${(i * 7919).toString(16)}`)));
  const { look } = fake.workers.judge;
  fake.workers.judge.look = (picture, name) => {
    app.advice.rest();
    return look(picture, name);
  };
  await app.advice.measure();
  expect(looked.length).toBeLessThan(2 + 70);
  expect(looked.length).toBeGreaterThan(2);
  fake.workers.judge.look = look;
  await app.advice.measure();
  expect(looked.length).toBe(2 + 70);
});

test('each word’s pictures are judged with its own name and vectors; the first word’s at rest again', async () => {
  await app.pictures.add([file('a.png', '500 ffff0000'), file('b.png', '500 0000ffff')]);
  app.setup.further.add('40');
  await app.setup.further.addPictures(0, [file('x.png', '500 f0f0f0f0'), file('y.png', '5 0f0f0f0f'), file('z.png', '500 f0f0f0f1')]);
  app.setup.further.set(0, 'name', 'cat');
  await app.advice.measure();
  expect([app.advice.pictures.length, severityOf('blur-soft')]).toEqual([2, undefined]);
  app.advice.word = 1;
  expect(app.advice.list).toEqual([]);
  await app.advice.measure();
  const [x, y, z] = app.advice.pictures;
  const said = (code: string) => app.advice.list.find((advice) => advice.code === code);
  expect([app.advice.elsewhere, said('blur-soft')?.pictures, said('alike-pairs')?.pairs]).toEqual([true, [y.id], [[x.id, z.id]]]);
  expect(app.advice.list.flatMap(({ actions }) => actions.filter((action) => 'open' in action))).toEqual([]);
  const [action] = said('vectors-many')!.actions;
  const vectors = app.setup.draft.vectors;
  if ('set' in action) app.advice.take(action);
  expect([app.setup.further.list[0].vectors, app.setup.draft.vectors]).toEqual(['3', vectors]);
  app.advice.rest();
  expect([app.advice.elsewhere, app.advice.pictures.length, severityOf('blur-soft')]).toEqual([false, 2, undefined]);
});

test('a further word without pictures is judged by nothing; one that is gone leaves the first', async () => {
  await app.pictures.add([file('a.png', '5 0')]);
  app.setup.further.add('2');
  app.advice.word = 1;
  await app.advice.measure();
  expect([app.advice.pictures, app.advice.list]).toEqual([[], []]);
  app.setup.further.remove(0);
  expect(app.advice.pictures).toBe(app.pictures.list);
});

describe('what advice leads to', () => {
  const ids = () => app.pictures.list.map(({ id }) => id);
  beforeEach(() => app.pictures.add(['a', 'b', 'c', 'd'].map((name) => file(`${name}.png`, '500 0'))));

  test('captions show the pictures meant alone, whatever was looked for, until all are asked for', () => {
    const { captions } = app;
    captions.filter.text = 'nothing like it';
    captions.choice.choose(app.pictures.list);
    takePictures(app, 'captions', [ids()[1], ids()[3]]);
    expect([captions.shown.map(({ name }) => name), captions.filter.active, captions.choice.some]).toEqual([['b.png', 'd.png'], true, false]);
    expect(captions.targets).toEqual(captions.shown);
    captions.filter.clear();
    expect(captions.shown).toHaveLength(4);
    takePictures(app, 'captions', [ids()[0]]);
    takePictures(app, 'captions', []);
    expect(captions.shown).toHaveLength(4);
  });

  test('crops and masks have the first of them at hand', () => {
    takePictures(app, 'prepare', [ids()[3], ids()[2]]);
    takePictures(app, 'masks', [ids()[1]]);
    expect([prepareForm(app).picture?.name, app.masks.picture?.name]).toEqual(['c.png', 'b.png']);
    takePictures(app, 'masks', []);
    expect(app.masks.picture?.name).toBe('b.png');
  });
});
