/** @file Mean squared error or Huber's loss, with an optional weight per pixel, and its gradient. */
import { invariant } from '../../../failure';
import { quads, rows, sizeOf, type Node, type Tensor } from '../../graph';
import { f32, lineOf, type Dispatch, type OpDefinition, type Shader, type Word } from '../../op';
import dpredSource from './mse-dpred.wgsl?raw';
import mergeSource from './mse-merge.wgsl?raw';
import partialSource from './mse-partial.wgsl?raw';

const CHUNK_PIXELS = 16;
const chunksOf = (pred: Tensor): number => Math.ceil(pixelsOf(pred) / CHUNK_PIXELS);
const pixelsOf = (pred: Tensor): number => rows(pred.shape) / pred.shape[0];

/**
 * One loss per sample: the mean over its elements of weight * (pred - wanted)².
 * pred [b, ..., c] stored; wanted the same shape, f32; weight f32 [pixels of all samples] or null → f32 [b].
 */
export function meanSquaredError(pred: Tensor, wanted: Tensor, weight: Tensor | null): Tensor {
  return huberLoss(pred, wanted, weight, Infinity);
}

/**
 * As `meanSquaredError`, but errors beyond `delta` count in proportion to their size only (Huber 1964). Twice torch's
 * `huber_loss`, so that small errors count as in the mean squared error and an infinite delta gives it.
 */
export function huberLoss(pred: Tensor, wanted: Tensor, weight: Tensor | null, delta: number): Tensor {
  invariant(delta > 0, () => `huber delta ${delta}`);
  invariant(String(pred.shape) === String(wanted.shape) && wanted.dtype === 'f32', () => `loss of [${pred.shape}] and [${wanted.shape}]`);
  const samples = pred.shape[0];
  const outputs = [samples, samples * chunksOf(pred)].map((n) => ({ shape: [n], dtype: 'f32' as const }));
  return pred.graph.apply('mean-squared-error', [pred, wanted, weight], { delta }, outputs)[0];
}

/** d(mean of the losses) / d(pred) times seed[0] (f32 state: the loss scale), errors cut at `delta` → like pred */
export function huberLossDpred(pred: Tensor, wanted: Tensor, weight: Tensor | null, seed: Tensor, delta: number): Tensor {
  const outputs = [{ shape: pred.shape, dtype: pred.dtype }];
  return pred.graph.apply('mean-squared-error-dpred', [pred, wanted, weight, seed], { delta }, outputs)[0];
}

const partialShader: Shader = { name: 'mse-partial', source: partialSource };
const mergeShader: Shader = { name: 'mse-merge', source: mergeSource };
const dpredShader: Shader = { name: 'mse-dpred', source: dpredSource };

/** The kernels' word for an infinite delta is 0. */
const deltaWord = ({ delta }: Node['attrs']): Word => f32(delta === Infinity ? 0 : (delta as number));

function lowerLoss({ inputs: [pred, wanted, weight], outputs: [losses, partials], attrs }: Node): Dispatch[] {
  const samples = pred!.shape[0];
  const chunks = chunksOf(pred!);
  const partial = [samples, pixelsOf(pred!), quads(pred!.shape), chunks, CHUNK_PIXELS, weight ? 1 : 0, deltaWord(attrs)];
  const merge = [samples, chunks, f32(sizeOf(pred!.shape) / samples)];
  return [
    { shader: partialShader, bindings: [pred, wanted, weight, partials], uniforms: partial, groups: lineOf(samples * chunks) },
    { shader: mergeShader, bindings: [partials, losses], uniforms: merge, groups: lineOf(samples) },
  ];
}

function lowerDpred({ inputs: [pred, wanted, weight, seed], outputs: [dpred], attrs }: Node): Dispatch[] {
  const { shape } = dpred;
  const uniforms = [rows(shape), quads(shape), f32(2 / sizeOf(shape)), weight ? 1 : 0, deltaWord(attrs)];
  const groups = lineOf(rows(shape) * quads(shape));
  return [{ shader: dpredShader, bindings: [pred, wanted, weight, seed, dpred], uniforms, groups }];
}

const flops = ({ inputs: [pred] }: Node): number => 3 * sizeOf(pred!.shape);

export const lossOps: OpDefinition[] = [
  { name: 'mean-squared-error', lower: lowerLoss, flops },
  { name: 'mean-squared-error-dpred', lower: lowerDpred, flops },
];
