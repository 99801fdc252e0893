/** What a run of several words reads from and leaves in the store: pictures of each, an entry of the library for each. */
import '../store/fake-browser';
import { beforeEach, expect, test } from 'vitest';
import { database, keysOf, remove } from '../../src/store/database';
import { newDataset, loadPictureFacts, saveDataset } from '../../src/store/datasets';
import { listEmbeddings, loadEmbedding } from '../../src/store/embeddings';
import type { Picture } from '../../src/store/records';
import type { RunState } from '../../src/train/records';
import { loadPictures } from '../../workers/run-pictures';
import { openWordWriter } from '../../workers/run-words';
import { makeRun, makeState } from '../train/fake-run';

const raw = database('embeddings');
beforeEach(async () => remove(raw, await keysOf(raw)));

const further = [{ name: 'hat', startText: '', vectors: 1, datasetId: '' }];
const run = () => makeRun({ name: 'mug', vectors: 2, further });

const preview = (step: number) => ({ step, png: new Blob([String(step)]), prompt: '', seed: 1 });

/** Width 2: rows of the mug are 0 and 1, of the hat 2. */
const state = (step: number, steps: number[]): RunState => ({
  ...makeState(step), vectors: Float32Array.of(0, 0, 1, 1, step, step), initial: Float32Array.of(5, 5, 6, 6, 7, 7), previews: steps.map(preview),
});

test('each word has an entry of its own under an id that stays, with its vectors and the previews of its turn', async () => {
  const record = run();
  const write = await openWordWriter(record);
  await write(record, state(4, [2, 4]));
  await write({ ...record, status: 'done' }, state(8, [2, 4, 6, 8]));
  const [first, second] = await Promise.all([record.id, `${record.id}-2`].map(loadEmbedding));
  expect(await listEmbeddings()).toHaveLength(2);
  expect([first!.name, first!.count, [...first!.values.vectors], [...first!.values.start!], first!.runId]).toEqual(['mug', 2, [0, 0, 1, 1], [5, 5, 6, 6], record.id]);
  expect([second!.name, second!.count, [...second!.values.vectors], [...second!.values.start!], second!.runId]).toEqual(['hat', 1, [8, 8], [7, 7], record.id]);
  expect(await Promise.all([first, second].map((word) => word!.preview!.text()))).toEqual(['6', '8']);
  expect(second!.versions!.map(({ step }) => step)).toEqual([4, 8]);
});

const pictureOf = (id: string): Picture => ({ id, name: id, caption: `a ${id}`, blob: new Blob([id]), thumbnail: new Blob(), width: 30, height: 20 });

test('pictures come word by word; one without any is named', async () => {
  const [mugs, hats] = [{ ...newDataset(), pictures: ['p', 'q'].map(pictureOf) }, { ...newDataset(), pictures: [pictureOf('r')] }];
  await saveDataset(mugs);
  await saveDataset(hats);
  const record = { datasetId: mugs.id, settings: { ...run().settings, further: [{ ...further[0], datasetId: hats.id }] } };
  expect((await loadPictures(record)).map(({ id, word }) => [id, word])).toEqual([['p', 0], ['q', 0], ['r', 1]]);
  await saveDataset({ ...hats, pictures: [] });
  await expect(loadPictures(record)).rejects.toMatchObject({ code: 'picture.none-further', values: { name: 'hat' } });
  await expect(loadPictures({ ...record, datasetId: 'gone' })).rejects.toMatchObject({ code: 'picture.none' });
});

test('facts of pictures are there without the pictures', async () => {
  const set = { ...newDataset(), pictures: [pictureOf('p')] };
  await saveDataset(set);
  expect(await loadPictureFacts(set.id)).toMatchObject([{ caption: 'a p', width: 30, height: 20 }]);
  expect(await loadPictureFacts('gone')).toEqual([]);
});
