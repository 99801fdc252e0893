/** @file The shapes that carry a UNet's time, level by level, each as a program of one op (attention's gradients: of a few). */
import { Graph, type Tensor } from '../engine/graph';
import { attention, attentionBackward } from '../engine/ops/attention/attention';
import { conv3x3, convDx } from '../engine/ops/conv/conv';
import { linear, linearDx } from '../engine/ops/linear/linear';
import type { ProgramSource } from '../engine/schedule';
import type { UnetConfig } from '../nets/config';

export interface OpShape {
  readonly name: string;
  readonly program: ProgramSource;
}

const TOKENS = 77;

/** `side`: latent pixels. Those of the finest level first. */
export function opShapes(config: UnetConfig, side: number): OpShape[] {
  return config.levels.flatMap(({ channels, heads, attentionDown }, i) => {
    const pixels = side / 2 ** i;
    const attends = attentionDown ? [...products(pixels ** 2, channels, config.cross), ...attentions(pixels ** 2, channels, heads)] : [];
    return [...attends, ...convs(pixels, channels)];
  });
}

function products(rows: number, c: number, cross: number): OpShape[] {
  const forward = (m: number, k: number, n: number): OpShape =>
    shape(`linear [${m}, ${k}] → ${n}`, (g) => ({ y: linear(g.input('x', [1, m, k]), g.weight('w', [n, k])) }));
  const backward = (m: number, n: number, k: number): OpShape =>
    shape(`linear-dx [${m}, ${n}] → ${k}`, (g) => ({ dx: linearDx(g.input('dy', [1, m, n]), g.weight('w', [n, k])) }));
  return [forward(rows, c, c), forward(rows, c, 8 * c), forward(rows, 4 * c, c), backward(rows, c, c), backward(rows, 8 * c, c), forward(TOKENS, cross, c)];
}

function convs(side: number, c: number): OpShape[] {
  const pixels = [1, side, side];
  return [
    shape(`conv ${side} × ${side}, ${c} → ${c}`, (g) => ({ y: conv3x3(g.input('x', [...pixels, c]), g.weight('w', [c, 3, 3, c])) })),
    shape(`conv ${side} × ${side}, ${2 * c} → ${c}`, (g) => ({ y: conv3x3(g.input('x', [...pixels, 2 * c]), g.weight('w', [c, 3, 3, 2 * c])) })),
    shape(`conv-dx ${side} × ${side}, ${c} → ${c}`, (g) => ({
      dx: convDx(g.input('dy', [...pixels, c]), g.weight('w', [c, 3, 3, c]), [...pixels, c], { stride: 1, before: 1 }),
    })),
  ];
}

function attentions(queries: number, c: number, heads: number): OpShape[] {
  return [queries, TOKENS].flatMap((keys) => {
    const text = `${queries} × ${keys}, ${heads} heads of ${c / heads}`;
    const given = (g: Graph): [Tensor, Tensor, Tensor] => [g.input('q', [1, queries, c]), g.input('k', [1, keys, c]), g.input('v', [1, keys, c])];
    const gradient = (g: Graph, needs: { q: boolean; kv: boolean }) =>
      attentionBackward(...given(g), g.input('o', [1, queries, c]), g.input('dout', [1, queries, c]), g.input('lse', [queries * heads], 'f32'), { heads }, needs);
    return [
      shape(`attention ${text}`, (g) => ({ o: attention(...given(g), { heads }) })),
      shape(`attention-dq ${text}`, (g) => ({ dq: gradient(g, { q: true, kv: false }).dq! })),
      shape(`attention-dkv ${text}`, (g) => {
        const { dk, dv } = gradient(g, { q: false, kv: true });
        return { dk: dk!, dv: dv! };
      }),
    ];
  });
}

function shape(name: string, build: (graph: Graph) => Record<string, Tensor>): OpShape {
  const graph = new Graph();
  return { name, program: { graph, outputs: build(graph) } };
}
