/** @file Random numbers as a network's weights: of a size that keeps activations finite, made once and laid end to end. */
import { byteSize, encode, type Storage } from '../engine/storage';
import type { Runtime } from '../engine/runtime';
import { sizeOf, type Shape } from '../engine/graph';
import { idle } from '../engine/timing/measure';

/** Numbers of one block; weights are made of whole ones. */
const BLOCK = 2 ** 18;
/** Bytes handed over before the device must have taken them. */
const BATCH_BYTES = 64 * 2 ** 20;

export async function writeRandomWeights(runtime: Runtime, signal?: AbortSignal): Promise<void> {
  const { storage } = runtime.device;
  const blocks = new Blocks(storage);
  let waiting = 0;
  for (const { name, shape } of runtime.weights) {
    signal?.throwIfAborted();
    const bytes = tiled(blocks.of(scaleOf(name, shape)), byteSize(shape, 'stored', storage));
    runtime.writeWeight(name, bytes);
    waiting += bytes.length;
    if (waiting < BATCH_BYTES) continue;
    await idle(runtime.device);
    waiting = 0;
  }
  await idle(runtime.device);
}

/** A power of two near sqrt(3 / inputs), so that sums are about as large as their terms; 0 is the norms' gamma, all 1. */
function scaleOf(name: string, shape: Shape): number {
  if (shape.length === 1) return name.endsWith('weight') ? 0 : 2 ** -6;
  return 2 ** Math.round(Math.log2(Math.sqrt(3 / (sizeOf(shape) / shape[0]))));
}

class Blocks {
  readonly #made = new Map<number, Uint8Array>();

  constructor(private readonly storage: Storage) {}

  of(scale: number): Uint8Array {
    const known = this.#made.get(scale);
    if (known) return known;
    const values = scale ? uniform(BLOCK).map((value) => value * scale) : new Float32Array(BLOCK).fill(1);
    const made = encode(values, [BLOCK], 'stored', this.storage);
    this.#made.set(scale, made);
    return made;
  }
}

function tiled(block: Uint8Array, length: number): Uint8Array {
  if (length <= block.length) return block.subarray(0, length);
  const out = new Uint8Array(length);
  for (let at = 0; at < length; at += block.length) out.set(block.subarray(0, Math.min(block.length, length - at)), at);
  return out;
}

/** In -1..1, always the same. */
export function uniform(count: number): Float32Array {
  let state = 7;
  return Float32Array.from({ length: count }, () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2147483648 - 1));
}
