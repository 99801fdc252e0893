/** @file Channels put side by side, and taken apart. */
import { invariant } from '../../../failure';
import { channels, quads, rows, type Node, type Shape, type Tensor } from '../../graph';
import { lineOf, type Dispatch, type OpDefinition, type Shader } from '../../op';
import { distinct } from '../aliasing';
import concatSource from './concat.wgsl?raw';
import sliceSource from './slice.wgsl?raw';

/** a [..., m], b [..., n] → [..., m + n] */
export function concat(a: Tensor, b: Tensor): Tensor {
  invariant(rows(a.shape) === rows(b.shape), () => `concat [${a.shape}] and [${b.shape}]`);
  distinct('concat', [a, b]);
  const shape = [...a.shape.slice(0, -1), channels(a.shape) + channels(b.shape)];
  return a.graph.apply('concat', [a, b], {}, [{ shape, dtype: a.dtype }])[0];
}

/** x [..., c] → channels from … to - 1 */
export function slice(x: Tensor, from: number, to: number): Tensor {
  invariant(0 <= from && from < to && to <= channels(x.shape), () => `slice ${from}..${to} of [${x.shape}]`);
  const shape = [...x.shape.slice(0, -1), to - from];
  return x.graph.apply('slice', [x], { from }, [{ shape, dtype: x.dtype }])[0];
}

/** dy [..., n] → dx of the given shape: dy at channel `from`, zero elsewhere */
export function sliceDx(dy: Tensor, from: number, shape: Shape): Tensor {
  return dy.graph.apply('slice-dx', [dy], { from }, [{ shape, dtype: dy.dtype }])[0];
}

const concatShader: Shader = { name: 'concat', source: concatSource };
const sliceShader: Shader = { name: 'slice', source: sliceSource };

function lowerConcat({ inputs, outputs: [y] }: Node): Dispatch[] {
  const [a, b] = inputs as Tensor[];
  const uniforms = [rows(y.shape), channels(a.shape), channels(b.shape)];
  return [{ shader: concatShader, bindings: [a, b, y], uniforms, groups: lineOf(rows(y.shape) * quads(y.shape)) }];
}

function lowerSlice({ inputs: [x], outputs: [y], attrs, op }: Node): Dispatch[] {
  const from = attrs.from as number;
  const shift = (op === 'slice' ? from : -from) >>> 0;
  const uniforms = [rows(y.shape), channels(x!.shape), channels(y.shape), shift];
  return [{ shader: sliceShader, bindings: [x, y], uniforms, groups: lineOf(rows(y.shape) * quads(y.shape)) }];
}

const flops = (): number => 0;

export const concatOps: OpDefinition[] = [
  { name: 'concat', lower: lowerConcat, flops },
  { name: 'slice', lower: lowerSlice, flops },
  { name: 'slice-dx', lower: lowerSlice, flops },
];
