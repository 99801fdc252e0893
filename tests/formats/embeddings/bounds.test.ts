/** Small files that ask for much. */
import { expect, it } from 'vitest';
import { collectEmbeddings } from '../../../src/formats/embeddings/collect';
import type { TensorSet } from '../../../src/formats/embeddings/tensor-set';
import { parseTolerantJson } from '../../../src/formats/embeddings/tolerant-json';

const row = { dtype: 'F32' as const, shape: [1, 768], read: async () => new Float32Array(768) };
const setOf = (names: readonly string[]): TensorSet => ({ tensors: new Map(names.map((name) => [name, row])), values: {} }) as unknown as TensorSet;

it('refuses thousands of words in one file, in every form', async () => {
  const numbers = Array.from({ length: 1000 }, (_, i) => i);
  for (const names of [numbers.map((i) => `bundle_emb.w${i}.emb_params`), numbers.map((i) => `string_to_param.w${i}`)]) {
    await expect(collectEmbeddings(setOf(names), 'safetensors', 'x')).rejects.toThrow('embedding.too-many');
  }
});

it('cuts names that nobody types', async () => {
  const [{ name }] = await collectEmbeddings(setOf(['n'.repeat(1_000_000)]), 'safetensors', 'x');
  expect(name.length).toBeLessThanOrEqual(500);
});

it('refuses lists of more numbers than vectors have, quickly', () => {
  const text = `[${'1,'.repeat(20_000_000)}1]`;
  const began = performance.now();
  expect(parseTolerantJson(text)).toBeUndefined();
  expect(performance.now() - began).toBeLessThan(3000);
  expect(parseTolerantJson('[1, 2, NaN]')).toEqual([1, 2, 'NaN']);
});
