/** @file The table of gradients: how each op sends its output's gradient to its inputs. */
import { invariant } from '../failure';
import type { Flow, GradientRule } from './gradients';
import type { Node, Tensor } from './graph';
import { activationDx } from './ops/activation/activation';
import type { Activation } from './ops/activation/kinds';
import { attentionBackward } from './ops/attention/attention';
import { slice, sliceDx } from './ops/concat/concat';
import { convDx } from './ops/conv/conv';
import { add, cast, scale } from './ops/elementwise/elementwise';
import { embeddingDtable, insertVectorsDtokens, insertVectorsDvectors } from './ops/embedding/embedding';
import { emphasisDx } from './ops/emphasis/emphasis';
import { gegluDx } from './ops/geglu/geglu';
import { groupNormDx } from './ops/group-norm/group-norm';
import { layerNormDgamma, layerNormDx } from './ops/layer-norm/layer-norm';
import { columnSum, linearDw, linearDx } from './ops/linear/linear';
import { huberLossDpred } from './ops/loss/loss';
import { upsample2Dx } from './ops/upsample/upsample';
import { channels, rows } from './graph';

export const GRADIENTS: Readonly<Record<string, GradientRule>> = {
  linear(node, flow) {
    const [x, w] = node.inputs;
    const dy = flow.dy[0]!;
    invariant(node.attrs.act === 'none', () => 'the gradient needs the value before the activation: use an activation op');
    sendBiases(node, flow);
    flow.send(x, (carry) => linearDx(dy, w!, carry));
    flow.sendPlain(w, () => linearDw(dy, x!));
  },

  conv(node, flow) {
    const [x, w] = node.inputs;
    invariant(!flow.needs(w) && node.attrs.top === undefined, () => 'conv: no gradient of the weight, or of a band');
    sendBiases(node, flow);
    flow.send(x, (carry) => convDx(flow.dy[0]!, w!, x!.shape, node.attrs, carry));
  },

  'group-norm'(node, flow) {
    const [x, gamma, beta] = node.inputs as Tensor[];
    invariant(!flow.needs(gamma) && !flow.needs(beta), () => 'group norm: no gradient of gamma and beta');
    flow.send(x, (carry) => groupNormDx(flow.dy[0]!, x, gamma, beta, node.outputs[1], node.attrs, carry));
  },

  'layer-norm'(node, flow) {
    const [x, gamma, beta] = node.inputs as Tensor[];
    const dy = flow.dy[0]!;
    flow.send(x, (carry) => layerNormDx(dy, x, gamma, node.attrs.eps as number, carry));
    flow.sendPlain(gamma, () => layerNormDgamma(dy, x, node.outputs[1]));
    flow.sendPlain(beta, () => columnSum(dy, 1, beta.shape));
  },

  attention(node, flow) {
    const [q, k, v] = node.inputs as Tensor[];
    const [o, lse] = node.outputs;
    const needs = { q: flow.needs(q), kv: flow.needs(k) || flow.needs(v) };
    const options = { heads: node.attrs.heads as number, causal: Boolean(node.attrs.causal) };
    const { dq, dk, dv } = attentionBackward(q, k, v, o, flow.dy[0]!, lse, options, needs);
    flow.sendPlain(q, () => dq!);
    flow.sendPlain(k, () => dk!);
    flow.sendPlain(v, () => dv!);
  },

  activation(node, flow) {
    const [x] = node.inputs as Tensor[];
    flow.send(x, (carry) => activationDx(flow.dy[0]!, x, node.attrs.kind as Activation, carry));
  },

  geglu(node, flow) {
    const [x, w, bias] = node.inputs as Tensor[];
    invariant(!flow.needs(w) && !flow.needs(bias), () => 'geglu: no gradient of weight and bias');
    flow.send(x, (carry) => linearDx(gegluDx(flow.dy[0]!, node.outputs[1]), w, carry));
  },

  add(node, flow) {
    const [a, b] = node.inputs as Tensor[];
    const dy = flow.dy[0]!;
    sendSame(flow, a, dy);
    if (rows(a.shape) === rows(b.shape)) sendSame(flow, b, dy);
    else flow.sendPlain(b, () => sumOfRepeats(dy, b));
  },

  cast(node, flow) {
    const [x] = node.inputs as Tensor[];
    flow.send(x, (carry) => cast(flow.dy[0]!, x.dtype, carry));
  },

  scale(node, flow) {
    flow.sendPlain(node.inputs[0], () => scale(flow.dy[0]!, node.attrs.factor as number));
  },

  reshape(node, flow) {
    const [x] = node.inputs as Tensor[];
    flow.sendPlain(x, () => x.graph.reshape(flow.dy[0]!, x.shape));
  },

  concat(node, flow) {
    const [a, b] = node.inputs as Tensor[];
    const middle = channels(a.shape);
    flow.sendPlain(a, () => slice(flow.dy[0]!, 0, middle));
    flow.sendPlain(b, () => slice(flow.dy[0]!, middle, middle + channels(b.shape)));
  },

  slice(node, flow) {
    const [x] = node.inputs as Tensor[];
    flow.sendPlain(x, () => sliceDx(flow.dy[0]!, node.attrs.from as number, x.shape));
  },

  upsample2(node, flow) {
    flow.sendPlain(node.inputs[0], () => upsample2Dx(flow.dy[0]!));
  },

  embedding(node, flow) {
    const [ids, table] = node.inputs as Tensor[];
    flow.sendPlain(table, () => embeddingDtable(ids, flow.dy[0]!, table.shape[0]));
  },

  'insert-vectors'(node, flow) {
    const [tokens, vectors, slots] = node.inputs as Tensor[];
    flow.sendPlain(vectors, () => insertVectorsDvectors(flow.dy[0]!, slots, vectors.shape[0]));
    flow.sendPlain(tokens, () => insertVectorsDtokens(flow.dy[0]!, slots));
  },

  emphasis(node, flow) {
    const [x, w] = node.inputs as Tensor[];
    invariant(!flow.needs(w), () => 'emphasis: no gradient of the weights');
    flow.sendPlain(x, () => emphasisDx(flow.dy[0]!, x, w, node.outputs[1]));
  },

  'mean-squared-error'(node, flow) {
    const [pred, wanted, weight] = node.inputs;
    invariant(!flow.needs(wanted), () => 'mean squared error: no gradient of the target');
    flow.sendPlain(pred, () => huberLossDpred(pred!, wanted!, weight, flow.dy[0]!, node.attrs.delta as number));
  },
};

/** What linear and conv add to their sums: bias [n], perSample [samples, n], residual. */
function sendBiases(node: Node, flow: Flow): void {
  const [, , bias, perSample, residual] = node.inputs;
  const dy = flow.dy[0]!;
  if (residual) sendSame(flow, residual, dy);
  flow.sendPlain(bias, () => columnSum(dy, 1, bias!.shape));
  flow.sendPlain(perSample, () => columnSum(dy, rows(perSample!.shape), perSample!.shape));
}

/** The gradient passes unchanged. */
function sendSame(flow: Flow, input: Tensor | null, dy: Tensor): void {
  flow.send(input, (carry) => (carry ? add(carry, dy) : dy));
}

/** b's rows repeat along a: seen as one long row per repeat, the sum over repeats is a column sum. */
function sumOfRepeats(dy: Tensor, b: Tensor): Tensor {
  const repeats = rows(dy.shape) / rows(b.shape);
  const long = [rows(b.shape) * channels(b.shape)];
  const flat = dy.graph.reshape(dy, [repeats, ...long]);
  return dy.graph.reshape(columnSum(flat, 1, long), b.shape);
}
