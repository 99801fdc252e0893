/**
 * @file Emphasis on encoded prompts, as A1111's "Original" does it: every token's vector times its weight, then the whole
 * row times one number that brings its mean back. (There the mean is taken over all prompts of a batch; here each
 * row has its own, so that a sample does not depend on what it is trained with.)
 */
import { invariant } from '../../../failure';
import { channels, quads, rows, sizeOf, type Node, type OutputSpec, type Tensor } from '../../graph';
import { lineOf, type Dispatch, type OpDefinition, type Shader } from '../../op';
import dxSource from './emphasis-dx.wgsl?raw';
import sumsSource from './emphasis-sums.wgsl?raw';
import source from './emphasis.wgsl?raw';

/** x [rows, tokens, c], w f32 [rows * tokens] → like x. Outputs: y, sums f32 [rows * tokens * 2]. */
export function emphasis(x: Tensor, w: Tensor): Tensor {
  invariant(w.dtype === 'f32' && w.shape.length === 1 && sizeOf(w.shape) === rows(x.shape), () => `emphasis [${x.shape}] by [${w.shape}]`);
  return x.graph.apply('emphasis', [x, w], {}, [{ shape: x.shape, dtype: x.dtype }, perToken(x)])[0];
}

/** dy like x, forward's sums → dx like x. There is no gradient by the weights. */
export function emphasisDx(dy: Tensor, x: Tensor, w: Tensor, sums: Tensor): Tensor {
  return x.graph.apply('emphasis-dx', [dy, x, w, sums], {}, [{ shape: x.shape, dtype: x.dtype }, perToken(x)])[0];
}

const perToken = (x: Tensor): OutputSpec => ({ shape: [rows(x.shape) * 2], dtype: 'f32' });

const sumsShader: Shader = { name: 'emphasis-sums', source: sumsSource };
const shader: Shader = { name: 'emphasis', source };
const dxShader: Shader = { name: 'emphasis-dx', source: dxSource };

/** `g`: without it the weighted sums of forward, with it those of the gradient. */
function sumsOf(x: Tensor, w: Tensor, g: Tensor | null, sums: Tensor): Dispatch {
  const count = rows(x.shape);
  return { shader: sumsShader, bindings: [x, w, g, sums], uniforms: [count, quads(x.shape), g ? 1 : 0], groups: lineOf(count) };
}

function lower({ inputs, outputs: [y, sums] }: Node): Dispatch[] {
  const [x, w] = inputs as Tensor[];
  const uniforms = [x.shape[0], x.shape[1], quads(x.shape)];
  const groups = lineOf(rows(x.shape) * quads(x.shape));
  return [sumsOf(x, w, null, sums), { shader, bindings: [x, w, sums, y], uniforms, groups }];
}

function lowerDx({ inputs, outputs: [dx, products] }: Node): Dispatch[] {
  const [dy, x, w, sums] = inputs as Tensor[];
  const uniforms = [x.shape[0], x.shape[1], channels(x.shape)];
  const groups = lineOf(rows(x.shape) * quads(x.shape));
  return [sumsOf(x, w, dy, products), { shader: dxShader, bindings: [dy, w, sums, products, dx], uniforms, groups }];
}

export const emphasisOps: OpDefinition[] = [
  { name: 'emphasis', lower, flops: ({ inputs }) => 4 * sizeOf(inputs[0]!.shape) },
  { name: 'emphasis-dx', lower: lowerDx, flops: ({ inputs }) => 6 * sizeOf(inputs[0]!.shape) },
];
