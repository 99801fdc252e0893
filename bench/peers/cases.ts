/**
 * @file What is compared: products, convolutions and attention of Stable Diffusion 1.5's shapes with fewer channels or
 * pixels, so that a software adapter takes a fraction of a second each; their gradients; a whole small UNet.
 */
import { Graph, type Tensor } from '../../src/engine/graph';
import { attention, attentionBackward } from '../../src/engine/ops/attention/attention';
import { conv3x3, convDx } from '../../src/engine/ops/conv/conv';
import { linear } from '../../src/engine/ops/linear/linear';
import type { ProgramSource } from '../../src/engine/schedule';
import { readUnetConfig } from '../../src/nets/config';
import { weightsOf } from '../../src/nets/scope';
import { unet } from '../../src/nets/unet';
import unetText from '../../public/model/unet.config.json?raw';

export interface Product { kind: 'product'; rows: number; inner: number; columns: number }
export interface Conv<K extends 'conv' | 'conv-dx' = 'conv' | 'conv-dx'> { kind: K; side: number; from: number; to: number; stride: 1 | 2 }
export interface Attention<K extends 'attention' | 'attention-backward' = 'attention' | 'attention-backward'> { kind: K; queries: number; keys: number; heads: number; size: number }
export interface Unet { kind: 'unet'; side: number; batch: number }
export type Work = Product | Conv<'conv'> | Conv<'conv-dx'> | Attention<'attention'> | Attention<'attention-backward'> | Unet;

export interface PeerCase {
  name: string;
  work: Work;
  /** the same of the engine's */
  program: ProgramSource;
}

const makers: { [K in Work['kind']]: (work: Extract<Work, { kind: K }>) => { name: string; program: ProgramSource } } = {
  product: ({ rows, inner, columns }) => named(`product [${rows}, ${inner}] × [${inner}, ${columns}]`, (g) => ({ y: linear(g.input('x', [1, rows, inner]), g.weight('w', [columns, inner])) })),
  conv: (work) => named(`conv ${convText(work)}`, (g) => ({ y: conv3x3(g.input('x', inputShape(work)), convWeight(g, work), { stride: work.stride }) })),
  'conv-dx': (work) => named(`gradient of conv ${convText(work)}`, (g) => ({
    dx: convDx(g.input('dy', outputShape(work)), convWeight(g, work), inputShape(work), { stride: work.stride, before: 1 }),
  })),
  attention: (work) => named(attentionText(work), (g) => ({ o: attention(...qkv(g, work), work) })),
  'attention-backward': (work) => named(`gradient of ${attentionText(work)}`, (g) => backward(g, work)),
  unet: ({ side, batch }) => named(`UNet forward, ${side} × ${side}, batch ${batch}`, (g) => {
    const config = readUnetConfig('unet/config.json', unetText);
    const [x, time, context] = [g.input('x', [batch, side, side, 4]), g.input('time', [batch, config.levels[0].channels]), g.input('context', [batch, 77, config.cross])];
    return { output: unet(weightsOf(g, 'unet'), x, time, context, config) };
  }),
};

function named(name: string, build: (graph: Graph) => Record<string, Tensor>): { name: string; program: ProgramSource } {
  const graph = new Graph();
  return { name, program: { graph, outputs: build(graph) } };
}

const convText = ({ side, from, to, stride }: Conv): string => `${side} × ${side}, ${from} → ${to}${stride === 2 ? ', stride 2' : ''}`;
const attentionText = ({ queries, keys, heads, size }: Attention): string => `attention ${queries} × ${keys}, ${heads} heads of ${size}`;
export const inputShape = ({ side, from }: Conv): number[] => [1, side, side, from];
export const outputShape = ({ side, to, stride }: Conv): number[] => [1, side / stride, side / stride, to];
const convWeight = (g: Graph, { from, to }: Conv): Tensor => g.weight('w', [to, 3, 3, from]);

function qkv(g: Graph, { queries, keys, heads, size }: Attention): [Tensor, Tensor, Tensor] {
  const rows = (name: string, count: number): Tensor => g.input(name, [1, count, heads * size]);
  return [rows('q', queries), rows('k', keys), rows('v', keys)];
}

/** The forward pass is part of it, as it is of a peer's `grad`. */
function backward(g: Graph, work: Attention): Record<string, Tensor> {
  const [q, k, v] = qkv(g, work);
  const o = attention(q, k, v, work);
  if (o.origin.kind !== 'op') throw new Error('attention is an op');
  const dout = g.input('dout', o.shape);
  const { dq, dk, dv } = attentionBackward(q, k, v, o, dout, o.origin.node.outputs[1], work, { q: true, kv: true });
  return { dq: dq!, dk: dk!, dv: dv! };
}

const peerCase = (work: Work): PeerCase => ({ work, ...(makers[work.kind] as (work: Work) => { name: string; program: ProgramSource })(work) });

const product = (rows: number, inner: number, columns: number): Work => ({ kind: 'product', rows, inner, columns });
const conv = (side: number, from: number, to: number, stride: 1 | 2 = 1): Conv<'conv'> => ({ kind: 'conv', side, from, to, stride });
const attends = (queries: number, keys: number, heads: number, size: number): Attention<'attention'> => ({ kind: 'attention', queries, keys, heads, size });

const WORKS: readonly Work[] = [
  product(1024, 320, 320), product(256, 320, 2560), product(256, 1280, 320), product(64, 1280, 1280), product(77, 768, 320),
  conv(32, 80, 80), conv(16, 320, 160), conv(8, 640, 320), conv(32, 80, 80, 2),
  attends(1024, 1024, 2, 40), attends(1024, 77, 8, 40), attends(256, 256, 8, 80), attends(64, 64, 8, 160),
  { ...conv(32, 80, 80), kind: 'conv-dx' }, { ...conv(16, 320, 160), kind: 'conv-dx' }, { ...conv(32, 80, 80, 2), kind: 'conv-dx' },
  { ...attends(1024, 1024, 2, 40), kind: 'attention-backward' }, { ...attends(1024, 77, 8, 40), kind: 'attention-backward' },
  { kind: 'unet', side: 16, batch: 2 },
];

export const CASES: readonly PeerCase[] = WORKS.map(peerCase);
