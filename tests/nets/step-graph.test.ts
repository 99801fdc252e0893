import { describe, expect, it } from 'vitest';
import { plan } from '../../src/engine/plan';
import { startScalars, stepGraphs } from '../../src/train/step/step-graph';
import { SD15 } from './sd15';

const LIMIT = 128 * 1024 * 1024;

describe('a training step of SD 1.5 at 512 × 512', () => {
  const programs = stepGraphs(SD15, { batch: 1, height: 64, width: 64, vectors: 4, accumulate: 1 });
  const planned = plan({ ...programs }, 'f16', LIMIT);

  it('has no buffer as large as a score matrix', () => {
    const scores = 8 * 4096 * 4096 * 2;
    const segments = [...planned.arenaSegments, ...planned.weightSegments];
    const { lives } = planned.programs.get('micro')!;
    expect(Math.max(...segments, ...lives.map(({ bytes }) => bytes))).toBeLessThan(scores);
  });

  it('has no gradient below the first cross-attention', () => {
    const { dispatches } = planned.programs.get('micro')!;
    const backward = dispatches.filter(({ node }) => node.op.endsWith('-dx'));
    const touched = new Set(backward.flatMap(({ node }) => node.inputs.map((tensor) => tensor?.origin)).map((origin) => (origin?.kind === 'weight' ? origin.name : '')));
    expect(touched.has('unet/down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k.weight')).toBe(true);
    for (const name of ['unet/conv_in.weight', 'unet/down_blocks.0.resnets.0.conv1.weight', 'unet/time_embedding.linear_1.weight']) {
      expect(touched.has(name)).toBe(false);
    }
  });

  it('needs about what was expected', () => {
    expect(planned.bytes / 2 ** 30).toBeGreaterThan(2);
    expect(planned.bytes / 2 ** 30).toBeLessThan(2.6);
  });
});

it.each([
  [8, 8, 256],
  [64, 64, 16384],
  [48, 40, 8192],
])('starts with the loss scale nearest the element count of a %i × %i latent', (height, width, scale) => {
  expect([...startScalars({ batch: 1, height, width, vectors: 1 }, 4)]).toEqual([scale, 1, 1, 0, 0, 0, 0, 0]);
});
