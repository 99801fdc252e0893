/** @file SiLU, quick-GELU, GELU (erf form) and GEGLU, and their gradients. */
import { invariant } from '../../../failure';
import { channels, quads, rows, sizeOf, type Node, type Tensor } from '../../graph';
import { lineOf, type Dispatch, type OpDefinition, type Shader } from '../../op';
import activations from '../../wgsl/activations.wgsl?raw';
import { residualOf } from '../aliasing';
import dxSource from './activation-dx.wgsl?raw';
import source from './activation.wgsl?raw';
import gegluDxSource from './geglu-dx.wgsl?raw';
import gegluSource from './geglu.wgsl?raw';
import { ACTIVATIONS, type Activation } from './kinds';

export function activation(x: Tensor, kind: Activation): Tensor {
  return x.graph.apply('activation', [x], { kind }, [{ shape: x.shape, dtype: x.dtype }])[0];
}

/** dy * act'(x) + residual */
export function activationDx(dy: Tensor, x: Tensor, kind: Activation, residual: Tensor | null = null): Tensor {
  return x.graph.apply('activation-dx', [dy, x, residual], { kind }, [{ shape: x.shape, dtype: x.dtype }])[0];
}

/** x [..., 2c] → [..., c]: the first half times gelu of the second. c must be a multiple of four. */
export function geglu(x: Tensor): Tensor {
  const half = channels(x.shape) / 2;
  invariant(half % 4 === 0, () => `geglu of [${x.shape}]`);
  return x.graph.apply('geglu', [x], {}, [{ shape: [...x.shape.slice(0, -1), half], dtype: x.dtype }])[0];
}

/** dy [..., c], x [..., 2c] → [..., 2c] */
export function gegluDx(dy: Tensor, x: Tensor): Tensor {
  return x.graph.apply('geglu-dx', [dy, x], {}, [{ shape: x.shape, dtype: x.dtype }])[0];
}

const shaders: Readonly<Record<string, Shader>> = {
  activation: { name: 'activation', source: activations + source },
  'activation-dx': { name: 'activation-dx', source: activations + dxSource },
  geglu: { name: 'geglu', source: activations + gegluSource },
  'geglu-dx': { name: 'geglu-dx', source: activations + gegluDxSource },
};

const quadsOf = (tensor: Tensor): number => rows(tensor.shape) * quads(tensor.shape);
const kindOf = ({ attrs }: Node): number => ACTIVATIONS[attrs.kind as Activation];

function lowerActivation(node: Node): Dispatch[] {
  const count = quadsOf(node.outputs[0]);
  const bindings = [node.inputs[0], node.outputs[0]];
  return [{ shader: shaders.activation, bindings, uniforms: [count, kindOf(node)], groups: lineOf(count) }];
}

function lowerDx(node: Node): Dispatch[] {
  const [dy, x, residual] = node.inputs as [Tensor, Tensor, Tensor | null];
  const count = quadsOf(x);
  const { mode, bound } = residualOf(residual, dy);
  const bindings = [dy, x, bound, node.outputs[0]];
  return [{ shader: shaders['activation-dx'], bindings, uniforms: [count, kindOf(node), mode], groups: lineOf(count) }];
}

function lowerGeglu({ op, inputs, outputs }: Node): Dispatch[] {
  const narrow = op === 'geglu' ? outputs[0] : inputs[0]!;
  const uniforms = [rows(narrow.shape), quads(narrow.shape)];
  return [{ shader: shaders[op], bindings: [...inputs, ...outputs], uniforms, groups: lineOf(quadsOf(narrow)) }];
}

const flops = ({ outputs: [y] }: Node): number => 10 * sizeOf(y.shape);

export const activationOps: OpDefinition[] = [
  { name: 'activation', lower: lowerActivation, flops },
  { name: 'activation-dx', lower: lowerDx, flops },
  { name: 'geglu', lower: lowerGeglu, flops },
  { name: 'geglu-dx', lower: lowerGeglu, flops },
];
