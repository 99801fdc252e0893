/** @file Nearest upsampling by two, and its gradient. */
import { channels, quads, sizeOf, type Node, type Tensor } from '../../graph';
import { lineOf, type Dispatch, type OpDefinition, type Shader } from '../../op';
import dxSource from './upsample2-dx.wgsl?raw';
import source from './upsample2.wgsl?raw';

/** x [b, h, w, c] → [b, 2h, 2w, c] */
export function upsample2(x: Tensor): Tensor {
  const [b, h, w] = x.shape;
  return x.graph.apply('upsample2', [x], {}, [{ shape: [b, 2 * h, 2 * w, channels(x.shape)], dtype: x.dtype }])[0];
}

/** dy [b, 2h, 2w, c] → [b, h, w, c] */
export function upsample2Dx(dy: Tensor): Tensor {
  const [b, h, w] = dy.shape;
  return dy.graph.apply('upsample2-dx', [dy], {}, [{ shape: [b, h / 2, w / 2, channels(dy.shape)], dtype: dy.dtype }])[0];
}

const shader: Shader = { name: 'upsample2', source };
const dxShader: Shader = { name: 'upsample2-dx', source: dxSource };

/** `small` is the side of fewer pixels: its sizes are the uniforms. */
function lower(which: Shader, small: Tensor, { inputs: [from], outputs: [to] }: Node): Dispatch[] {
  const [b, h, w] = small.shape;
  const count = to.shape[0] * to.shape[1] * to.shape[2] * quads(to.shape);
  return [{ shader: which, bindings: [from, to], uniforms: [b, h, w, quads(small.shape)], groups: lineOf(count) }];
}

export const upsampleOps: OpDefinition[] = [
  { name: 'upsample2', lower: (node) => lower(shader, node.inputs[0]!, node), flops: () => 0 },
  { name: 'upsample2-dx', lower: (node) => lower(dxShader, node.outputs[0], node), flops: (node) => 4 * sizeOf(node.outputs[0].shape) },
];
