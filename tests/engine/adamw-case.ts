/** Ten steps of AdamW: where they start and their gradients. */
import { drawer } from './cases';
import { AdamW, type AdamWSettings } from './oracle/adamw';

export const SHAPE = [3, 10];
const COUNT = 30;
const STEPS = 10;

export const start = (): Float32Array => Float32Array.from({ length: COUNT }, drawer(3));

/** One element a hundred-millionth of the others, so that eps shows. In f32, as the GPU gets it. */
export const gradient = (step: number): Float64Array =>
  Float64Array.from({ length: COUNT }, drawer(step + 50)).map((g, i) => Math.fround(g * (i === 4 ? 1e-8 : 0.3)));

export const gradients = (): Float64Array[] => Array.from({ length: STEPS }, (_, step) => gradient(step));

/** The way the vectors go, or their running average. */
export function way(settings: AdamWSettings, of: 'p' | 'average' = 'p'): Float64Array {
  const from = Float64Array.from(start());
  const oracle = new AdamW(from.slice(), SHAPE[1]);
  for (const g of gradients()) oracle.step(g, settings);
  return oracle[of].map((p, i) => p - from[i]);
}
