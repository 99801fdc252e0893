/**
 * @file A graph of ours as an ONNX model that computes the same: what an exporter of diffusers would write. Pictures
 * [b, h, w, c] become [b, c, h, w]; GELU is ONNX Runtime's own fused op (com.microsoft).
 */
import { channels, type Node, type Shape, type Tensor } from '../../../src/engine/graph';
import type { ProgramSource } from '../../../src/engine/schedule';
import { swapped, toFirst } from './layout';
import { OnnxWriter, type Attributes } from './writer';

export type Values = Readonly<Record<string, Float32Array>>;

/** `weights`: values of the graph's weights by name. The model's inputs have the program's names, its outputs their order. */
export function onnxModel({ graph, outputs }: ProgramSource, weights: Values): Uint8Array {
  const model = new GraphWriter(weights);
  for (const [name, tensor] of graph.inputs) model.input(name, tensor);
  for (const node of graph.nodes) model.add(node);
  for (const tensor of Object.values(outputs)) model.output(tensor);
  return model.writer.finish();
}

const dimsOf = (shape: Shape): readonly number[] => (shape.length === 4 ? toFirst(shape) : shape);

class GraphWriter {
  readonly writer = new OnnxWriter();
  readonly #names = new Map<number, string>();

  constructor(private readonly weights: Values) {}

  input(name: string, tensor: Tensor): void {
    this.writer.input(name, dimsOf(tensor.shape));
    this.#names.set(tensor.id, name);
  }

  output(tensor: Tensor): void {
    this.writer.output(this.#name(tensor), dimsOf(tensor.shape));
  }

  add(node: Node): void {
    const make = emitters[node.op];
    if (!make) throw new Error(`no ONNX for ${node.op}`);
    this.#names.set(node.outputs[0].id, make(this, node));
  }

  node(op: string, inputs: readonly string[], attributes: Attributes = {}, domain: '' | 'com.microsoft' = ''): string {
    return this.writer.node(op, inputs, attributes, domain);
  }

  of(tensor: Tensor | null): string {
    return this.#name(tensor!);
  }

  /** A weight's values, laid out by `layout`. */
  weight(tensor: Tensor | null, dims: readonly number[], layout: (values: Float32Array) => Float32Array = (values) => values): string {
    const { origin } = tensor!;
    if (origin.kind !== 'weight') throw new Error(`${origin.kind} where a weight was expected`);
    return this.writer.constant(layout(this.weights[origin.name]), dims);
  }

  /** x [..., in], w [out, in] → [..., out] */
  product(x: Tensor | null, w: Tensor | null): string {
    const [out, inner] = w!.shape;
    return this.node('MatMul', [this.of(x), this.weight(w, [inner, out], (values) => swapped(values, 1, out, inner))]);
  }

  added(value: string, other: string | undefined): string {
    return other === undefined ? value : this.node('Add', [value, other]);
  }

  silu(value: string): string {
    return this.node('Mul', [value, this.node('Sigmoid', [value])]);
  }

  reshaped(value: string, dims: readonly number[]): string {
    return this.node('Reshape', [value, this.writer.integers(dims)]);
  }

  #name(tensor: Tensor): string {
    const name = this.#names.get(tensor.id);
    if (name === undefined) throw new Error(`tensor ${tensor.id} before its node`);
    return name;
  }
}

type Emitter = (to: GraphWriter, node: Node) => string;

const present = (to: GraphWriter, tensor: Tensor | null): string | undefined => (tensor ? to.of(tensor) : undefined);
const bias = (to: GraphWriter, tensor: Tensor | null): string | undefined => (tensor ? to.weight(tensor, tensor.shape) : undefined);

/** [b, n] of the time embedding, for every pixel. */
function perSample(to: GraphWriter, tensor: Tensor | null): string | undefined {
  return tensor ? to.reshaped(to.of(tensor), [...tensor.shape, 1, 1]) : undefined;
}

/**
 * As PyTorch exports it. ONNX Runtime's own fused op (com.microsoft MultiHeadAttention) is right on the CPU, but on SwiftShader
 * its results are off by 1e-2 with heads of 8 and by 0.8 to 0.9 with heads of 40, 80 and 160.
 */
function attentionByHeads(to: GraphWriter, { inputs: [q, k, v], attrs, outputs: [o] }: Node): string {
  const heads = attrs.heads as number;
  const size = channels(q!.shape) / heads;
  const apart = (tensor: Tensor | null, perm: number[]): string =>
    to.node('Transpose', [to.reshaped(to.of(tensor), [...tensor!.shape.slice(0, 2), heads, size])], { perm });
  const scaled = to.node('Mul', [apart(q, [0, 2, 1, 3]), to.writer.constant(Float32Array.of(1 / Math.sqrt(size)), [1])]);
  const weights = to.node('Softmax', [to.node('MatMul', [scaled, apart(k, [0, 2, 3, 1])])], { axis: -1 });
  const made = to.node('MatMul', [weights, apart(v, [0, 2, 1, 3])]);
  return to.reshaped(to.node('Transpose', [made], { perm: [0, 2, 1, 3] }), o.shape);
}

const emitters: Readonly<Record<string, Emitter>> = {
  linear(to, { inputs: [x, w, b, sample, residual], attrs }) {
    const [out, inner] = w!.shape;
    if (sample) throw new Error('a linear layer with a value per sample');
    if (x!.shape.length === 4) {
      const made = to.node('Conv', [to.of(x), to.weight(w, [out, inner, 1, 1]), ...(b ? [to.weight(b, [out])] : [])]);
      return to.added(made, present(to, residual));
    }
    const summed = to.added(to.product(x, w), bias(to, b));
    return to.added(attrs.act === 'silu' ? to.silu(summed) : summed, present(to, residual));
  },
  conv(to, { inputs: [x, w, b, sample, residual], attrs }) {
    const [out, , , inner] = w!.shape;
    const { stride, before } = attrs as { stride: number; before: number };
    const weight = to.weight(w, [out, inner, 3, 3], (values) => swapped(values, out, 9, inner));
    const attributes = { kernel_shape: [3, 3], pads: [before, before, 1, 1], strides: [stride, stride] };
    const made = to.node('Conv', [to.of(x), weight, ...(b ? [to.weight(b, [out])] : [])], attributes);
    return to.added(to.added(made, perSample(to, sample)), present(to, residual));
  },
  /** As PyTorch exports it: opset 17 has no group norm. */
  'group-norm'(to, { inputs: [x, gamma, beta], attrs }) {
    const { groups, eps, silu } = attrs as { groups: number; eps: number; silu: boolean };
    const c = channels(x!.shape);
    const ones = to.writer.constant(new Float32Array(groups).fill(1), [groups]);
    const zeros = to.writer.constant(new Float32Array(groups), [groups]);
    const grouped = to.reshaped(to.of(x), [x!.shape[0], groups, -1]);
    const normed = to.node('InstanceNormalization', [grouped, ones, zeros], { epsilon: { float: eps } });
    const shaped = to.reshaped(normed, dimsOf(x!.shape));
    const y = to.added(to.node('Mul', [shaped, to.weight(gamma, [c, 1, 1])]), to.weight(beta, [c, 1, 1]));
    return silu ? to.silu(y) : y;
  },
  'layer-norm'(to, { inputs: [x, gamma, beta], attrs }) {
    const c = channels(x!.shape);
    return to.node('LayerNormalization', [to.of(x), to.weight(gamma, [c]), to.weight(beta, [c])], { axis: -1, epsilon: { float: attrs.eps as number } });
  },
  attention: attentionByHeads,
  geglu(to, { inputs: [x, w, b] }) {
    const half = w!.shape[0] / 2;
    const both = to.added(to.product(x, w), bias(to, b));
    const [value, gate] = to.writer.nodes('Split', [both, to.writer.integers([half, half])], 2, { axis: -1 });
    return to.node('Mul', [value, to.node('Gelu', [gate], {}, 'com.microsoft')]);
  },
  concat: (to, { inputs }) => to.node('Concat', inputs.map((tensor) => to.of(tensor)), { axis: 1 }),
  upsample2: (to, { inputs: [x] }) => to.node('Resize', [to.of(x), '', to.writer.constant(Float32Array.of(1, 1, 2, 2), [4])]),
  add: (to, { inputs }) => to.node('Add', inputs.map((tensor) => to.of(tensor))),
  reshape(to, { inputs: [x], outputs: [y] }) {
    const last = x!.shape.length === 4 ? to.node('Transpose', [to.of(x)], { perm: [0, 2, 3, 1] }) : to.of(x);
    const shaped = to.reshaped(last, y.shape);
    return y.shape.length === 4 ? to.node('Transpose', [shaped], { perm: [0, 3, 1, 2] }) : shaped;
  },
};
