/** Shapes that carry a step's time: the bundled model at batch 2, and one product large enough to show the peak. */
import type { Graph, Tensor } from '../src/engine/graph';
import { attention, attentionBackward } from '../src/engine/ops/attention/attention';
import { conv3x3, convDx } from '../src/engine/ops/conv/conv';
import { groupNorm } from '../src/engine/ops/group-norm/group-norm';
import { linear, linearDx } from '../src/engine/ops/linear/linear';

interface Shape {
  name: string;
  build(graph: Graph): { y: Tensor; wrt: Tensor[] };
}

const shape = (name: string, make: (g: Graph) => Tensor): Shape => ({ name, build: (g) => ({ y: make(g), wrt: [] }) });
const pixels = (g: Graph, name: string, c: number, side = 16): Tensor => g.input(name, [2, side, side, c]);

export const SHAPES: readonly Shape[] = [
  shape('linear 512 x 512 x 512', (g) => linear(g.input('x', [512, 512]), g.weight('w', [512, 512]))),
  shape('linear-dx 512 x 512 x 512', (g) => linearDx(g.input('dy', [512, 512]), g.weight('w', [512, 512]))),
  shape('linear 512 rows, 48 to 384', (g) => linear(g.input('x', [512, 48]), g.weight('w', [384, 48]))),
  shape('linear-dx 512 rows, 384 to 48', (g) => linearDx(g.input('dy', [512, 384]), g.weight('w', [384, 48]))),
  shape('conv 16 x 16, 48 to 48', (g) => conv3x3(pixels(g, 'x', 48), g.weight('w', [48, 3, 3, 48]))),
  shape('conv-dx 16 x 16, 48 to 48', (g) => convDx(pixels(g, 'dy', 48), g.weight('w', [48, 3, 3, 48]), [2, 16, 16, 48], { stride: 1, before: 1 })),
  shape('conv 8 x 8, 192 to 96', (g) => conv3x3(pixels(g, 'x', 192, 8), g.weight('w', [96, 3, 3, 192]))),
  shape('group norm 16 x 16, 48 channels', (g) => groupNorm(pixels(g, 'x', 48), g.weight('g', [48]), g.weight('b', [48]), { groups: 16, eps: 1e-5, silu: true })),
  shape('attention 256 x 256, 6 heads of 8', (g) => {
    const [q, k, v] = ['q', 'k', 'v'].map((name) => g.input(name, [2, 256, 48]));
    return attention(q, k, v, { heads: 6 });
  }),
  shape('attention forward, dk and dv, 256 x 256, 6 heads of 8', (g) => {
    const [q, k, v, dout] = ['q', 'k', 'v', 'dout'].map((name) => g.input(name, [2, 256, 48]));
    const o = attention(q, k, v, { heads: 6 });
    const lse = o.origin.kind === 'op' ? o.origin.node.outputs[1] : o;
    return attentionBackward(q, k, v, o, dout, lse, { heads: 6 }, { q: false, kv: true }).dk!;
  }),
];
