import './fake-browser';
import { beforeEach, expect, test } from 'vitest';
import { database, keysOf, put, remove } from '../../src/store/database';
import { addTagger, listTaggers, loadTagger, removeTagger, sweepTaggers, taggerFile, type Examine } from '../../src/store/taggers';

const raw = database('taggers');
beforeEach(async () => remove(raw, await keysOf(raw)));

async function* pieces(...sizes: number[]): AsyncGenerator<Uint8Array> {
  for (const [i, size] of sizes.entries()) yield new Uint8Array(size).fill(i + 1);
}

const known: Examine = async () => ({ name: 'wd', plan: { family: 'wd14' } });
const told: number[] = [];
const add = (examine = known) => {
  const files = [{ path: 'onnx/model.onnx', bytes: 25, pieces: pieces(10, 10, 5) }, { path: 'tags.txt', bytes: 3, pieces: pieces(3) }];
  return addTagger(files, examine, async (done) => void told.push(done), 16);
};

test('files lie in shards and come back whole; what they are is read from the store', async () => {
  let seen = '';
  const { id } = await add(async (stored) => {
    seen = String(new Uint8Array(await (await taggerFile(stored, 'onnx/model.onnx')).arrayBuffer()));
    return known(stored);
  });
  expect(seen).toBe([...Array(10).fill(1), ...Array(10).fill(2), ...Array(5).fill(3)].join());
  expect(told).toEqual([10, 20, 25, 28]);
  expect(await listTaggers()).toMatchObject([{ id, name: 'wd', bytes: 28, files: [{ shards: 2 }, { shards: 1 }] }]);
  await removeTagger(id);
  expect(await keysOf(raw)).toEqual([]);
  await expect(loadTagger(id)).rejects.toMatchObject({ code: 'tagger.not-found' });
});

test('a shard that is gone is said, not made up', async () => {
  const tagger = await add();
  await remove(raw, [`${tagger.id}/onnx/model.onnx/1`]);
  await expect(taggerFile(tagger, 'onnx/model.onnx')).rejects.toMatchObject({ code: 'tagger.not-found' });
});

test('what a killed tab had begun is swept away, what is whole stays', async () => {
  const { id } = await add();
  const whole = await keysOf(raw);
  await put(raw, [['killed/model.onnx/0', new Blob(['x'])]]);
  await sweepTaggers();
  expect(await keysOf(raw)).toEqual(whole);
  expect((await loadTagger(id)).name).toBe('wd');
});
