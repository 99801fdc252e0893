/** A whole run as one archive, read back. */
import '../store/fake-browser';
import { expect, test } from 'vitest';
import { bytesSource } from '../../src/formats/byte-source';
import { readEmbeddings } from '../../src/formats/embeddings/read';
import { readZipEntry } from '../../src/formats/zip-entry';
import { openZip } from '../../src/formats/zip-read';
import { keepVersion, putEmbedding } from '../../src/store/embeddings';
import { createRunStore } from '../../src/store/runs';
import type { Run, RunState } from '../../src/train/records';
import { exportRun } from '../../workers/library/export-run';

const preview = { every: 5, prompt: '', negative: '', sampler: 'ddim' as const, steps: 2, guidance: 7, seed: 5 };
const settings: Run['settings'] = {
  name: 'Ö/x', startText: '', vectors: 1, steps: 10, rate: '0.1', batch: 1, accumulate: 1, templates: ['a [name]', '[name], [filewords]'], seed: 1,
  clip: { mode: 'norm', value: 0.5 }, preview, saveEvery: 0, evalItems: 2, evalEvery: 0, width: 64, height: 128, embeddingEvery: 5, cardEvery: 1000,
};
const run: Run = {
  id: 'r', modelId: 'gone', datasetId: 'gone', settings, status: 'done', created: +new Date(2024, 6, 27), updated: 0, made: { version: '', kernels: '' },
};

async function entries(blob: Blob): Promise<Map<string, Uint8Array>> {
  const source = bytesSource(new Uint8Array(await blob.arrayBuffer()));
  const found = await openZip(source);
  return new Map(await Promise.all([...found.values()].map(async (entry) => [entry.name, await readZipEntry(source, entry, 2 ** 20)] as const)));
}

test('versions, previews, log and settings lie where A1111 puts them', async () => {
  const zero = new Float32Array(3);
  const log = [1, 2, 3].map((step) => ({ step, loss: step / 8, rate: 0.1 }));
  const previews = [{ step: 5, png: new Blob(['picture']), prompt: '', seed: 5 }];
  await createRunStore<Run, RunState>().save(run, { step: 10, vectors: zero, moment1: zero, moment2: zero, scalars: zero, initial: zero, log, evals: [], previews });
  const info = { id: 'r', name: 'Ö/x', count: 1, width: 3, step: 10, modelName: 'm', modelHash: '0123456789', runId: 'r', created: 0 };
  await putEmbedding(info, { vectors: zero });
  await keepVersion('r', { step: 5, created: 0 }, { vectors: Float32Array.of(1, 2, 3) });
  await keepVersion('r', { step: 10, created: 0 }, { vectors: Float32Array.of(4, 5, 6) });

  const { name, blob } = await exportRun('r');
  expect(name).toBe('Öx-2024-07-27.zip');
  const files = await entries(blob);
  expect([...files.keys()].sort()).toEqual([
    '2024-07-27/Öx/embeddings/Öx-10.pt', '2024-07-27/Öx/embeddings/Öx-5.pt', '2024-07-27/Öx/images/Öx-5.png',
    '2024-07-27/Öx/settings-2024-07-27-00-00-00.json', '2024-07-27/Öx/template.txt', '2024-07-27/Öx/textual_inversion_loss.csv',
  ]);
  const text = (path: string): string => new TextDecoder().decode(files.get(`2024-07-27/Öx/${path}`));
  expect(text('images/Öx-5.png')).toBe('picture');
  expect(text('textual_inversion_loss.csv').split('\r\n')[3]).toBe('3,2,0,0.3750000,0.1');
  expect(JSON.parse(text('settings-2024-07-27-00-00-00.json'))).toMatchObject({ training_width: 64, clip_grad_mode: 'norm', clip_grad_value: '0.5', save_embedding_every: 5 });
  const found = await readEmbeddings({ name: 'x.pt', content: files.get('2024-07-27/Öx/embeddings/Öx-5.pt')! });
  expect(found).toMatchObject([{ name: 'Ö/x-5', step: 5, vectors: Float32Array.of(1, 2, 3), modelHash: '0123456789' }]);
});

test('each word of a run has a folder of its own, with its own pictures', async () => {
  const zero = new Float32Array(6);
  const two: Run = { ...run, id: 'two', settings: { ...settings, name: 'a', further: [{ name: 'b', startText: '', vectors: 1, datasetId: 'gone' }] } };
  const previews = [5, 10].map((step) => ({ step, png: new Blob([`${step}`]), prompt: '', seed: 5 }));
  await createRunStore<Run, RunState>().save(two, { step: 10, vectors: zero, moment1: zero, moment2: zero, scalars: zero, initial: zero, log: [], evals: [], previews });
  const info = { count: 1, width: 3, step: 10, modelName: 'm', runId: 'two', created: 0 };
  await putEmbedding({ ...info, id: 'two', name: 'a' }, { vectors: zero });
  await putEmbedding({ ...info, id: 'two-2', name: 'b' }, { vectors: zero });
  const names = [...(await entries((await exportRun('two')).blob)).keys()].filter((name) => name.endsWith('png'));
  expect(names).toEqual(['2024-07-27/a/images/a-5.png', '2024-07-27/b/images/b-10.png']);
});

test('a run that is gone says so', async () => {
  await expect(exportRun('nobody')).rejects.toMatchObject({ code: 'run.not-found' });
});

test('words that are one name as files have folders of their own', async () => {
  const zero = new Float32Array(6);
  const two: Run = { ...run, id: 'alike', settings: { ...settings, name: 'a/b', further: [{ name: 'ab', startText: '', vectors: 1, datasetId: 'gone' }] } };
  await createRunStore<Run, RunState>().save(two, { step: 10, vectors: zero, moment1: zero, moment2: zero, scalars: zero, initial: zero, log: [], evals: [], previews: [] });
  const info = { count: 1, width: 3, step: 10, modelName: 'm', runId: 'alike', created: 0 };
  await putEmbedding({ ...info, id: 'alike', name: 'a/b' }, { vectors: zero });
  await putEmbedding({ ...info, id: 'alike-2', name: 'ab' }, { vectors: zero });
  const files = [...(await entries((await exportRun('alike')).blob)).keys()];
  expect(files.filter((path) => path.endsWith('.csv'))).toEqual(['2024-07-27/ab/textual_inversion_loss.csv', '2024-07-27/ab (2)/textual_inversion_loss.csv']);
});
