/** Epochs of an exported run's log: a round through the pictures of all its words. */
import '../store/fake-browser';
import { expect, test } from 'vitest';
import { bytesSource } from '../../src/formats/byte-source';
import { readZipEntry } from '../../src/formats/zip-entry';
import { openZip } from '../../src/formats/zip-read';
import { newDataset, saveDataset } from '../../src/store/datasets';
import { putEmbedding } from '../../src/store/embeddings';
import { createRunStore } from '../../src/store/runs';
import type { Run, RunState } from '../../src/train/records';
import { exportRun } from '../../workers/library/export-run';
import { makeRun, makeState } from '../train/fake-run';

async function withPictures(count: number): Promise<string> {
  const pictures = Array.from({ length: count }, (_, i) => ({
    id: `${count}.${i}`, name: `${i}.png`, caption: '', width: 64, height: 64, blob: new Blob(['f']), thumbnail: new Blob(['t']),
  }));
  const dataset = { ...newDataset(), pictures };
  await saveDataset(dataset);
  return dataset.id;
}

test('are counted by the pictures of all its words', async () => {
  const [datasetId, other] = [await withPictures(2), await withPictures(3)];
  const further = [{ name: 'b', startText: '', vectors: 1, datasetId: other }];
  const run: Run = { ...makeRun({ name: 'a', batch: 1, width: 64, height: 64, further }), datasetId };
  const log = Array.from({ length: 7 }, (_, i) => ({ step: i + 1, loss: 1, rate: 0.1 }));
  await createRunStore<Run, RunState>().save(run, { ...makeState(7), log });
  const info = { count: 1, width: 1, step: 7, modelName: 'm', runId: 'r', created: 0 };
  for (const [id, name] of [['r', 'a'], ['r-2', 'b']]) await putEmbedding({ ...info, id, name }, { vectors: new Float32Array(1) });
  const source = bytesSource(new Uint8Array(await (await exportRun('r')).blob.arrayBuffer()));
  const files = [...(await openZip(source)).values()].filter(({ name }) => name.endsWith('.csv'));
  const texts = await Promise.all(files.map(async (file) => new TextDecoder().decode(await readZipEntry(source, file, 2 ** 20))));
  const epochs = texts.map((text) => text.split('\r\n').slice(1, -1).map((row) => Number(row.split(',')[1])));
  expect(epochs).toEqual([[0, 0, 0, 0, 0, 1, 1], [0, 0, 0, 0, 0, 1, 1]]);
});
