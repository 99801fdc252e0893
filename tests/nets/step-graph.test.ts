import { describe, expect, it } from 'vitest';
import { plan, type Plan } from '../../src/engine/plan';
import { BARRIER_FREE } from '../../src/engine/tiles/tuning';
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

  const dispatches = ({ programs }: Plan): number => [...programs.values()].reduce((sum, program) => sum + program.dispatches.length, 0);

  describe.each([
    ['everything kept', programs],
    ['all blocks made again', stepGraphs(SD15, { batch: 1, height: 64, width: 64, vectors: 4, accumulate: 1, recompute: Infinity })],
  ])('%s', (_, graphs) => {
    it.each([
      ['barrier-free', 'other'],
      ['tiled', 'nvidia'], ['tiled', 'amd'], ['tiled', 'intel'], ['tiled', 'apple'], ['tiled', 'other'],
    ] as const)('takes at most 2,000 dispatches (%s, %s)', (kernels, vendor) => {
      const count = dispatches(plan({ ...graphs }, 'f16', LIMIT, { ...BARRIER_FREE, kernels, vendor }));
      expect(count).toBeLessThanOrEqual(2000);
      expect(count).toBeGreaterThan(1400); // all of a step is there
    });
  });

  it('has a backward pass of the text encoder of inputs alone, each layer once: no weight, no token that is not learned', () => {
    const { dispatches } = planned.programs.get('micro')!;
    const of = (op: string) => dispatches.filter(({ node }) => node.op === op && node.inputs.some((tensor) => tensor?.origin.kind === 'weight' && tensor.origin.name.startsWith('text_encoder/')));
    // q, k, v, out, fc1, fc2; forward and backward
    expect([of('linear').length, of('linear-dx').length]).toEqual([6 * SD15.text.layers, 6 * SD15.text.layers]);
    const ops = new Set(dispatches.map(({ node }) => node.op));
    for (const op of ['linear-dw', 'column-sum', 'layer-norm-dgamma', 'insert-vectors-dtokens', 'embedding-dtable']) expect([op, ops.has(op)]).toEqual([op, false]);
    const flops = [...of('linear'), ...of('linear-dx')].reduce((sum, dispatch) => sum + dispatch.flops, 0);
    expect(flops / 1e9).toBeLessThan(27);
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
