/** @file Rows of pictures, cut out of one tensor or joined from several: for pictures too large for one binding. */
import { invariant } from '../../../failure';
import { channels, quads, type Node, type Tensor } from '../../graph';
import { lineOf, type Dispatch, type OpDefinition, type Shader } from '../../op';
import source from './take-rows.wgsl?raw';

/**
 * Pictures that lie under each other, [b, h_i, w, c] → rows from … to - 1 of the whole, [b, to - from, w, c].
 * Has no gradient.
 */
export function takeRows(parts: readonly Tensor[], from: number, to: number): Tensor {
  const [first] = parts;
  const [b, , w, c] = first.shape;
  const height = parts.reduce((sum, { shape }) => sum + shape[1], 0);
  invariant(0 <= from && from < to && to <= height, () => `rows ${from}..${to} of ${height}`);
  const same = ({ shape, dtype }: Tensor): boolean => shape[0] === b && shape[2] === w && shape[3] === c && dtype === first.dtype;
  invariant(parts.every(same), () => `rows of [${parts.map(({ shape }) => shape).join('], [')}]`);
  return first.graph.apply('take-rows', parts, { from }, [{ shape: [b, to - from, w, c], dtype: first.dtype }])[0];
}

const shader: Shader = { name: 'take-rows', source };

/** A dispatch for every part that has some of the rows. */
function lower({ inputs, outputs: [y], attrs }: Node): Dispatch[] {
  const [samples, height, width] = y.shape;
  const row = width * quads([channels(y.shape)]);
  const from = attrs.from as number;
  const dispatches: Dispatch[] = [];
  let top = 0;
  for (const x of inputs as Tensor[]) {
    const [first, end] = [Math.max(from, top), Math.min(from + height, top + x.shape[1])];
    const count = end - first;
    const uniforms = [samples, count, row, first - top, x.shape[1], first - from, height];
    if (count > 0) dispatches.push({ shader, bindings: [x, y], uniforms, groups: lineOf(samples * count * row) });
    top += x.shape[1];
  }
  return dispatches;
}

export const rowsOps: OpDefinition[] = [{ name: 'take-rows', lower, flops: () => 0 }];
