/** @file Errors and their limits. */
import type { Storage } from '../../src/engine/storage';
import type { Result } from './bench';
import type { Golden } from './golden';

export interface Row {
  name: string;
  /** relative; undefined where there was nothing to compare, `note` says why */
  error?: number;
  limit?: number;
  note?: string;
  ok: boolean;
}

/** By what a name begins with, first match: [f32, f16 and packed]. */
const LIMITS: readonly [string, number, number][] = [
  ['text.', 3e-5, 5e-3],
  ['sample.cond', 3e-5, 5e-3],
  ['sample.uncond', 3e-5, 5e-3],
  ['unet.', 3e-5, 5e-3],
  ['vae.', 3e-5, 5e-3],
  ['ti.grad0', 1e-4, 6e-3],
  ['ti.loss', 1e-5, 1e-3],
  ['ti.final', 1e-3, 1e-2],
  ['sample.', 1e-3, 3e-2],
];

/** By a golden value's name. */
export function limitOf(name: string, storage: Storage): number {
  const [, full, narrow] = LIMITS.find(([start]) => name.startsWith(start))!;
  return storage === 'f32' ? full : narrow;
}

export function compare({ name, values, image, from }: Result, golden: Golden, storage: Storage): Row {
  const reference = image ? golden.image(name).values : golden.floats(name);
  const limit = limitOf(name, storage);
  if (values.length !== reference.length) {
    return { name, limit, note: `${values.length} values for ${reference.length}`, ok: false };
  }
  const zeros = new Float32Array(values.length);
  const error = distance(values, reference) / distance(reference, from ?? zeros);
  return { name, error, limit, ok: error <= limit };
}

export function distance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return Math.sqrt(sum);
}
