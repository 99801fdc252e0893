/** Which words of the library a run takes along. */
import '../store/fake-browser';
import { beforeEach, expect, test } from 'vitest';
import type { Model } from '../../src/nets/model';
import { database, keysOf, remove } from '../../src/store/database';
import { putEmbedding } from '../../src/store/embeddings';
import type { Run } from '../../src/train/records';
import { usedWords } from '../../workers/used-words';
import { tokenizer } from '../text/clip';

const raw = database('embeddings');
const model = { text: { width: 2 } } as Model;

beforeEach(async () => remove(raw, await keysOf(raw)));

const put = (id: string, name: string, width = 2, created = 1) =>
  putEmbedding({ id, name, count: 1, width, step: 1, modelName: '', created }, { vectors: new Float32Array(width).fill(created) });

function runOf(templates: string[], prompt = '', negative = ''): Run {
  const settings = { name: 'zorp', templates, preview: { prompt, negative } };
  return { id: 'run', settings } as unknown as Run;
}

const names = async (run: Run, captions: string[] = []) => (await usedWords(run, captions, model, tokenizer)).map(({ name }) => name).sort();

test('those that templates, captions or preview prompts name, and no others', async () => {
  for (const name of ['my-mug', 'old-hat', 'big-tree', 'unused']) await put(name, name);
  const run = runOf(['a [name]', 'a [name] with [filewords]'], 'my-mug and [name]', 'big-tree');
  expect(await names(run, ['a cat', 'an (old-hat:1.2)'])).toEqual(['big-tree', 'my-mug', 'old-hat']);
  expect(await names(runOf(['a [name]']), ['old-hat'])).toEqual([]);
});

test('not the further words of the run', async () => {
  await put('run-2', 'my-mug', 2, 4);
  await put('other', 'old-hat', 2, 4);
  const run = runOf(['a [name] on my-mug and old-hat']);
  run.settings.further = [{ name: 'old-hat', startText: '', vectors: 1, datasetId: 'd' }, { name: 'my-mug', startText: '', vectors: 1, datasetId: 'd' }];
  expect(await names(run)).toEqual([]);
  run.settings.further = [];
  expect(await names(run)).toEqual(['my-mug', 'old-hat']);
});

test('not those for other models, not the word that is learned, the newest of a name', async () => {
  await put('wide', 'my-mug', 768, 9);
  await put('old', 'my-mug', 2, 1);
  await put('new', 'My-Mug', 2, 5);
  await put('same', 'zorp', 2, 3);
  const [word, ...more] = await usedWords(runOf(['a zorp on my-mug']), [], model, tokenizer);
  expect(more).toEqual([]);
  expect([word.name, ...word.vectors]).toEqual(['My-Mug', 5, 5]);
});
