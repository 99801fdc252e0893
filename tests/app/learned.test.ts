/** The file of a learned word names the model as A1111 does. */
import { expect, test } from 'vitest';
import './runes';
import { embeddingBlob } from '../../src/app/state/learned.svelte';
import type { Embedding } from '../../src/store/records';

const word: Embedding = {
  id: 'e', name: 'mug', vectors: new Float32Array(4), count: 2, width: 2, step: 7, modelName: 'v1-5', runId: 'r', created: 0,
};
const text = async (embedding: Embedding) => new TextDecoder('latin1').decode(await embeddingBlob(embedding).arrayBuffer());

test('the short hash of the model’s file is in the exported word, where there is one', async () => {
  expect(await text({ ...word, modelHash: '6ce0161689' })).toContain('6ce0161689');
  expect(await text(word)).toContain('v1-5');
});
