/** @file SiLU, quick-GELU and GELU (erf form), and their gradients. */
import { quads, rows, sizeOf, type Node, type Tensor } from '../../graph';
import { lineOf, type Dispatch, type OpDefinition, type Shader } from '../../op';
import activations from '../../wgsl/activations.wgsl?raw';
import { residualOf } from '../aliasing';
import dxSource from './activation-dx.wgsl?raw';
import source from './activation.wgsl?raw';
import { ACTIVATIONS, type Activation } from './kinds';

export function activation(x: Tensor, kind: Activation): Tensor {
  return x.graph.apply('activation', [x], { kind }, [{ shape: x.shape, dtype: x.dtype }])[0];
}

/** dy * act'(x) + residual */
export function activationDx(dy: Tensor, x: Tensor, kind: Activation, residual: Tensor | null = null): Tensor {
  return x.graph.apply('activation-dx', [dy, x, residual], { kind }, [{ shape: x.shape, dtype: x.dtype }])[0];
}

const shaders: Readonly<Record<string, Shader>> = {
  activation: { name: 'activation', source: activations + source },
  'activation-dx': { name: 'activation-dx', source: activations + dxSource },
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

const flops = ({ outputs: [y] }: Node): number => 10 * sizeOf(y.shape);

export const activationOps: OpDefinition[] = [
  { name: 'activation', lower: lowerActivation, flops },
  { name: 'activation-dx', lower: lowerDx, flops },
];
