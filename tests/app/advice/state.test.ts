/** Pictures are measured once, behind all else, and judged with every change. */
import { beforeEach, expect, test } from 'vitest';
import '../runes';
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
