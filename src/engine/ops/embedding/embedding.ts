/** @file Rows of a table by index, and learned vectors put in place of tokens. */
import { invariant } from '../../../failure';
import { channels, quads, rows, sizeOf, type Node, type OutputSpec, type Shape, type Tensor } from '../../graph';
import { lineOf, type Dispatch, type OpDefinition, type Shader, type Word } from '../../op';
import dtableSource from './embedding-dtable.wgsl?raw';
import gatherSource from './embedding.wgsl?raw';
import dtokensSource from './insert-vectors-dtokens.wgsl?raw';
import dvectorsSource from './insert-vectors-dvectors.wgsl?raw';
import insertSource from './insert-vectors.wgsl?raw';

const like = ({ dtype }: Tensor, shape: Shape): OutputSpec[] => [{ shape, dtype }];

/** ids i32 [...], table [v, d] → [..., d] */
export function embedding(ids: Tensor, table: Tensor): Tensor {
  return ids.graph.apply('embedding', [ids, table], {}, like(table, [...ids.shape, channels(table.shape)]))[0];
}

/** dy [..., d] → dtable [v, d] */
export function embeddingDtable(ids: Tensor, dy: Tensor, v: number): Tensor {
  return dy.graph.apply('embedding-dtable', [ids, dy], {}, like(dy, [v, channels(dy.shape)]))[0];
}

/** tokens [..., d], vectors f32 [k, d], slots i32 of as many entries as tokens has rows: -1 keeps the token, else the vector's row. */
export function insertVectors(tokens: Tensor, vectors: Tensor, slots: Tensor): Tensor {
  const fits = channels(tokens.shape) === channels(vectors.shape) && rows(tokens.shape) === sizeOf(slots.shape);
  invariant(fits, () => `insert [${vectors.shape}] into [${tokens.shape}] by [${slots.shape}]`);
  return tokens.graph.apply('insert-vectors', [tokens, vectors, slots], {}, like(tokens, tokens.shape))[0];
}

/** → f32 [k, d]: each vector's gradient, summed over all its places */
export function insertVectorsDvectors(dy: Tensor, slots: Tensor, k: number): Tensor {
  const shape = [k, channels(dy.shape)];
  return dy.graph.apply('insert-vectors-dvectors', [dy, slots], {}, [{ shape, dtype: 'f32' }])[0];
}

/** → like dy: zero where a vector stands */
export function insertVectorsDtokens(dy: Tensor, slots: Tensor): Tensor {
  return dy.graph.apply('insert-vectors-dtokens', [dy, slots], {}, like(dy, dy.shape))[0];
}

const shaders: Readonly<Record<string, Shader>> = {
  embedding: { name: 'embedding', source: gatherSource },
  'embedding-dtable': { name: 'embedding-dtable', source: dtableSource },
  'insert-vectors': { name: 'insert-vectors', source: insertSource },
  'insert-vectors-dvectors': { name: 'insert-vectors-dvectors', source: dvectorsSource },
  'insert-vectors-dtokens': { name: 'insert-vectors-dtokens', source: dtokensSource },
};

/** All five walk over quads of their result; the gradients of tables also over the places of dy. */
function lower({ op, inputs, outputs: [y] }: Node): Dispatch[] {
  const sums = op === 'embedding-dtable' || op === 'insert-vectors-dvectors';
  const places = op === 'embedding-dtable' ? rows(inputs[1]!.shape) : rows(inputs[0]!.shape);
  const uniforms: Word[] = sums ? [places, quads(y.shape), rows(y.shape)] : [rows(y.shape), quads(y.shape)];
  const groups = lineOf(rows(y.shape) * quads(y.shape));
  return [{ shader: shaders[op], bindings: [...inputs, y], uniforms, groups }];
}

export const embeddingOps: OpDefinition[] = Object.keys(shaders).map((name) => ({ name, lower, flops: () => 0 }));
