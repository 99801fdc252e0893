/** @file The dispatches of GEGLU: two products forward, one for each half, and one backward, by threads or in tiles. */
import { channels, quads, rows, type Node, type Tensor } from '../../graph';
import type { Dispatch, Shader } from '../../op';
import type { Storage } from '../../storage';
import { tiledProduct } from '../../tiles/product';
import type { Tuning } from '../../tiles/tuning';
import { eightRows } from '../../tiles/written-out';
import activations from '../../wgsl/activations.wgsl?raw';
import dxOperands from '../linear/linear-dx-tiled.wgsl?raw';
import dxSource from '../linear/linear-dx.wgsl?raw';
import operands from '../linear/linear-tiled.wgsl?raw';
import source from '../linear/linear.wgsl?raw';
import { blocksOf } from '../linear/lower';
import gegluDxHead from './geglu-dx-head.wgsl?raw';
import gegluHead from './geglu-head.wgsl?raw';

const head = `${activations}\n${gegluHead}`;
const dxHead = `${activations}\n${gegluDxHead}`;
const shader: Shader = { name: 'geglu', source: head + eightRows(source) };
const dxShader: Shader = { name: 'geglu-dx', source: dxHead + eightRows(dxSource) };

/** Values first: the gates' epilogue reads them. */
export function lowerGeglu(node: Node, storage: Storage, tuning: Tuning): Dispatch[] {
  const { inputs, outputs: [y, both] } = node;
  const [x, weight, bias] = inputs as [Tensor, Tensor, Tensor | null];
  const size = { rows: rows(x.shape), columns: channels(y.shape), depth: channels(x.shape), taps: 1 };
  const bindings = [x, weight, bias, both, y];
  return [0, 1].flatMap((gate) => {
    const uniforms = [size.rows, size.columns, quads(x.shape), gate, bias ? 1 : 0];
    if (tuning.kernels === 'barrier-free') return { shader, bindings, weight, uniforms, groups: blocksOf(quads(y.shape), size.rows) };
    return tiledProduct(node, { kernel: 'geglu', head, operands, size, bindings, weight, words: () => uniforms }, storage, tuning);
  });
}

export function lowerGegluDx(node: Node, storage: Storage, tuning: Tuning): Dispatch[] {
  const [dz, weight, both] = node.inputs as Tensor[];
  const size = { rows: rows(dz.shape), columns: channels(weight.shape), depth: channels(dz.shape), taps: 1 };
  const uniforms = [size.rows, size.depth, size.columns];
  const bindings = [dz, weight, both, node.outputs[0]];
  if (tuning.kernels === 'barrier-free') return [{ shader: dxShader, bindings, weight, uniforms, groups: blocksOf(quads(weight.shape), size.rows) }];
  const text = { head: dxHead, operands: dxOperands };
  return tiledProduct(node, { kernel: 'geglu-dx', ...text, size, bindings, weight, words: () => uniforms }, storage, tuning);
}
