import './fake-browser';
import { beforeEach, expect, test } from 'vitest';
import { database, keysOf, put, remove } from '../../src/store/database';
import * as words from '../../src/store/embeddings';

const raw = database('embeddings');
beforeEach(async () => remove(raw, await keysOf(raw)));

const vectors = (first: number): Float32Array => Float32Array.of(first, 2, 3, 4);
const octo = { name: 'octo', count: 2, width: 2, step: 9, modelName: 'm', runId: 'r' };
const save = (id: string, created = 1, step = 9) => words.saveEmbedding({ ...octo, id, created, step, vectors: vectors(step) }, vectors(0));

test('are listed newest first without their numbers, and loaded with them', async () => {
  await save('old', 1);
  await save('new', 2);
  const list = await words.listEmbeddings();
  expect(list.map(({ id }) => id)).toEqual(['new', 'old']);
  expect(list.some((info) => 'vectors' in info || 'start' in info)).toBe(false);
  expect((await words.loadEmbedding('old'))?.values).toEqual({ vectors: vectors(9), start: vectors(0) });
  expect(await words.loadEmbedding('none')).toBeUndefined();
});

test('of earlier versions, with their numbers inside, are found', async () => {
  await put(raw, [['old', { ...octo, id: 'old', created: 3, vectors: vectors(7) }]]);
  expect(await words.listEmbeddings()).toEqual([{ ...octo, id: 'old', created: 3 }]);
  expect((await words.loadEmbedding('old'))?.values.vectors).toEqual(vectors(7));
  await words.changeEmbedding('old', { name: 'squid' });
  expect((await words.loadEmbedding('old'))).toMatchObject({ name: 'squid', values: { vectors: vectors(7) } });
});

test('keep name, tags, notes and versions when their run saves them again', async () => {
  await save('w');
  await words.changeEmbedding('w', { name: 'squid', tags: ['sea'], notes: 'good at 500' });
  await words.keepVersion('w', { step: 9, created: 4 }, { vectors: vectors(9) });
  await save('w', 1, 20);
  const word = await words.loadEmbedding('w');
  expect(word).toMatchObject({ name: 'squid', tags: ['sea'], notes: 'good at 500', step: 20, versions: [{ step: 9 }] });
  expect(word?.values.vectors).toEqual(vectors(20));
});

test('have versions, of which any can be taken', async () => {
  await save('w', 1, 30);
  const preview = new Blob(['x']);
  for (const step of [20, 10]) await words.keepVersion('w', { step, created: step, preview }, { vectors: vectors(step) });
  await words.keepVersion('w', { step: 20, created: 21 }, { vectors: vectors(21) });
  await words.takeVersion('w', 10);
  const taken = await words.loadEmbedding('w');
  expect(taken).toMatchObject({ step: 10, name: 'octo' });
  expect(taken?.values.vectors).toEqual(vectors(10));
  // what it was is not lost
  expect(taken?.versions?.map(({ step }) => step)).toEqual([10, 20, 30]);
  expect(taken?.versions?.[1].created).toBe(21);
  await words.takeVersion('w', 30);
  expect((await words.loadEmbedding('w'))?.values.vectors).toEqual(vectors(30));
  await words.takeVersion('w', 20);
  expect((await words.loadEmbedding('w'))?.values.vectors).toEqual(vectors(21));
  await words.takeVersion('w', 99);
  expect((await words.loadEmbedding('w'))?.step).toBe(20);
  await words.keepVersion('none', { step: 1, created: 1 }, { vectors: vectors(1) });
  expect(await words.listEmbeddings()).toHaveLength(1);
});

test('have a best version, which is kept only as long as it is the best or was kept for itself', async () => {
  await save('w');
  const list = async () => (await words.loadEmbedding('w'))!.versions!.map(({ step, best }) => [step, best]);
  await words.keepBest('w', { step: 2, created: 1 }, { vectors: vectors(2) });
  await words.keepVersion('w', { step: 4, created: 1 }, { vectors: vectors(4) });
  await words.keepBest('w', { step: 4, created: 1 }, { vectors: vectors(4) });
  expect(await list()).toEqual([[4, 'too']]);
  expect((await keysOf(raw)).filter((key) => key === 'w/2')).toEqual([]);
  await words.keepBest('w', { step: 6, created: 1 }, { vectors: vectors(6) });
  expect(await list()).toEqual([[4, undefined], [6, 'only']]);
  await words.keepVersion('w', { step: 6, created: 2 }, { vectors: vectors(6) });
  await words.keepBest('w', { step: 8, created: 1 }, { vectors: vectors(8) });
  expect(await list()).toEqual([[4, undefined], [6, undefined], [8, 'only']]);
});

test('are not lost when page and trainer write at once', async () => {
  await save('w');
  const all = [
    words.keepVersion('w', { step: 10, created: 1 }, { vectors: vectors(10) }),
    words.changeEmbedding('w', { notes: 'n' }),
    words.keepVersion('w', { step: 20, created: 2 }, { vectors: vectors(20) }),
    save('w', 1, 30),
    words.changeEmbedding('w', { name: 'squid' }),
  ];
  await Promise.all(all);
  const word = await words.loadEmbedding('w');
  expect(word).toMatchObject({ name: 'squid', notes: 'n', step: 30, values: { vectors: vectors(30) } });
  expect(word?.versions?.map(({ step }) => step)).toEqual([10, 20]);
});

test('are deleted whole and come back whole', async () => {
  await save('w');
  await save('w2', 2);
  await words.keepVersion('w', { step: 5, created: 5 }, { vectors: vectors(5) });
  const before = await words.loadEmbedding('w');
  const deleted = await words.deleteEmbedding('w');
  expect((await keysOf(raw)).filter((key) => key === 'w' || key.startsWith('w/'))).toEqual([]);
  expect((await words.listEmbeddings()).map(({ id }) => id)).toEqual(['w2']);
  await words.restoreEmbedding(deleted);
  expect(await words.loadEmbedding('w')).toEqual(before);
  await words.takeVersion('w', 5);
  expect((await words.loadEmbedding('w'))?.values.vectors).toEqual(vectors(5));
});

test('are duplicated as words of their own', async () => {
  await save('w');
  const id = await words.duplicateEmbedding('w', 'octo copy');
  const copy = await words.loadEmbedding(id!);
  expect(copy).toMatchObject({ name: 'octo copy', count: 2, step: 9 });
  expect(copy?.runId).toBeUndefined();
  await words.deleteEmbedding('w');
  expect((await words.loadEmbedding(id!))?.values.vectors).toEqual(vectors(9));
  expect(await words.duplicateEmbedding('none', 'x')).toBeUndefined();
});

test('two thousand of them with 75 vectors each are listed in under a second', async () => {
  const big = new Float32Array(75 * 768);
  const entries = Array.from({ length: 2000 }, (_, i) => [`w${i}`, { ...octo, id: `w${i}`, created: i, count: 75, width: 768 }] as [string, unknown]);
  await put(raw, [...entries, ...entries.slice(0, 50).map(([id]) => [`${id}/values`, { vectors: big }] as [string, unknown])]);
  const began = performance.now();
  expect(await words.listEmbeddings()).toHaveLength(2000);
  expect(performance.now() - began).toBeLessThan(1000);
});
