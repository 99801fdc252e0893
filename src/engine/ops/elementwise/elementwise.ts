/** @file Sums and multiples, element by element. */
import { invariant } from '../../../failure';
import { channels, quads, rows, sizeOf, type DType, type Node, type Tensor } from '../../graph';
import { f32, lineOf, type Dispatch, type OpDefinition, type Shader } from '../../op';
import addSource from './add.wgsl?raw';
import castSource from './cast.wgsl?raw';
import scaleSource from './scale.wgsl?raw';

/** a [..., c] + b: same shape, or fewer rows that repeat along a's (a positional table). */
export function add(a: Tensor, b: Tensor): Tensor {
  const fits = channels(a.shape) === channels(b.shape) && rows(a.shape) % rows(b.shape) === 0;
  invariant(fits, () => `add [${a.shape}] and [${b.shape}]`);
  if (a.root === b.root) return scale(a, 2);
  return a.graph.apply('add', [a, b], {}, [{ shape: a.shape, dtype: a.dtype }])[0];
}

/** factor * x */
export function scale(x: Tensor, factor: number): Tensor {
  return x.graph.apply('scale', [x], { factor }, [{ shape: x.shape, dtype: x.dtype }])[0];
}

/** x as f32 or in the runtime's storage; `residual`, of the result's kind, is added. */
export function cast(x: Tensor, dtype: DType, residual: Tensor | null = null): Tensor {
  return x.graph.apply('cast', [x, residual], {}, [{ shape: x.shape, dtype }])[0];
}

const castShader: Shader = { name: 'cast', source: castSource };
const addShader: Shader = { name: 'add', source: addSource };
const scaleShader: Shader = { name: 'scale', source: scaleSource };

function lowerAdd({ inputs, outputs: [y] }: Node): Dispatch[] {
  const [a, b] = inputs as Tensor[];
  const uniforms = [rows(a.shape), rows(b.shape), quads(a.shape)];
  return [{ shader: addShader, bindings: [a, b, y], weight: b, uniforms, groups: lineOf(rows(a.shape) * quads(a.shape)) }];
}

function lowerScale({ inputs: [x], outputs: [y], attrs }: Node): Dispatch[] {
  const count = rows(y.shape) * quads(y.shape);
  return [{ shader: scaleShader, bindings: [x, y], uniforms: [count, f32(attrs.factor as number)], groups: lineOf(count) }];
}

function lowerCast({ inputs: [x, residual], outputs: [y] }: Node): Dispatch[] {
  const count = rows(y.shape) * quads(y.shape);
  const bindings = [x, residual, y];
  return [{ shader: castShader, bindings, quad: y.dtype, weight: x!, uniforms: [count, residual ? 1 : 0], groups: lineOf(count) }];
}

const flops = ({ outputs: [y] }: Node): number => sizeOf(y.shape);

export const elementwiseOps: OpDefinition[] = [
  { name: 'add', lower: lowerAdd, flops },
  { name: 'scale', lower: lowerScale, flops },
  { name: 'cast', lower: lowerCast, flops: () => 0 },
];
