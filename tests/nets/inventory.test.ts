import { describe, expect, it } from 'vitest';
import { sizeOf } from '../../src/engine/graph';
import { allWeights } from '../../src/nets/inventory';
import { plainTextProgram } from '../../src/nets/programs';
import { SD15 } from './sd15';

describe('parameters of SD 1.5', () => {
  const weights = [...allWeights(SD15)];
  const count = (...starts: string[]): number =>
    weights.filter(([name]) => starts.some((start) => name.startsWith(start))).reduce((sum, [, shape]) => sum + sizeOf(shape), 0);

  it.each([
    ['UNet', 859_520_964, ['unet/']],
    ['text encoder', 123_060_480, ['text_encoder/']],
    ['VAE encoder', 34_163_664, ['vae/encoder.', 'vae/quant_conv.']],
    ['VAE decoder', 49_490_199, ['vae/decoder.', 'vae/post_quant_conv.']],
  ])('%s: %i', (_, expected, starts) => {
    expect(count(...starts)).toBe(expected);
  });
});

describe('last but one layer', () => {
  it('does not ask for the last layer', () => {
    const names = [...plainTextProgram({ ...SD15, skip: 2 }, 1).graph.weights.keys()];
    expect(names.some((name) => name.includes('layers.10.'))).toBe(true);
    expect(names.some((name) => name.includes('layers.11.'))).toBe(false);
  });
});
