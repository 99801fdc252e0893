/** @file Whether products by matrices of subgroups are right on an adapter: one is made both ways before any is timed. */
import type { Device } from '../../device';
import { Graph } from '../../graph';
import { linear } from '../../ops/linear/linear';
import { createRuntime } from '../../runtime';
import { encode } from '../../storage';
import type { Choice } from '../choose';
import { withChoices } from '../tuning';
import { MATRIX_TILE } from './config';

/** Several tiles each way, and edges. */
const [ROWS, DEPTH, COLUMNS] = [150, 104, 140];
/** Of the largest result: both add f32 products of the same numbers and round to f16. */
const LIMIT = 2e-3;

/** Never rejects. */
export async function matricesAreRight(device: Device): Promise<boolean> {
  try {
    const plain = await product(withChoices(device, undefined));
    const byMatrices = await product(withChoices(device, everything));
    const largest = plain.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    return largest > 0 && plain.every((x, i) => Math.abs(x - byMatrices[i]) <= LIMIT * largest);
  } catch {
    return false;
  }
}

const everything: Readonly<Record<string, Choice>> = new Proxy({}, { get: (): Choice => ({ tile: MATRIX_TILE, splits: 1 }) });

async function product(device: Device): Promise<Float32Array> {
  const graph = new Graph();
  const y = linear(graph.input('x', [1, ROWS, DEPTH]), graph.weight('w', [COLUMNS, DEPTH]));
  const runtime = await createRuntime(device, { product: { graph, outputs: { y } } });
  try {
    runtime.writeWeight('w', encode(numbers(COLUMNS * DEPTH, 0.7), [COLUMNS, DEPTH], 'stored', device.storage));
    return (await runtime.run('product', { x: numbers(ROWS * DEPTH, 0.3) }, ['y'])).y as Float32Array;
  } finally {
    runtime.destroy();
  }
}

/** No two alike in a row or a column, so that nothing that is exchanged goes unseen. */
const numbers = (count: number, step: number): Float32Array => Float32Array.from({ length: count }, (_, i) => Math.sin(i * i * 1e-3 + i * step));
