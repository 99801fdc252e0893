/** @file Cards of which no pixel is what it was, scaled or compressed: grey noisy bands, dark columns, and which waves are left. */
import { type Damage } from './card-damage';
import { fineWaves } from './card-frequencies';
import { groupBias, planeOf, rowSteps } from './card-signs';
import { type Pixels } from './embedding';

/** No pixel is what it was, but something of the form is left. */
export function damageOfTraces(pixels: Pixels, isLossy: boolean): Damage | undefined {
  const brightness = planeOf(pixels, [1, 1, 1]);
  const steps = rowSteps(brightness);
  const band = greyBand(pixels, steps);
  if (!band && !hasSeparators(columnMeans(brightness.values, pixels), steps)) return undefined;
  return isLossy || isRounded(pixels, band) ? 'lossy' : 'scaled';
}

/**
 * Columns of a block: grey on average, with noise in brightness and colours, and as many at the right edge as at the left
 * one. 0 where there are none.
 */
function greyBand(pixels: Pixels, steps: Float32Array): number {
  const [red, blue] = [planeOf(pixels, [1, -1, 0]), planeOf(pixels, [0, -1, 1])];
  const [redBias, blueBias, redSteps] = [groupBias(red), groupBias(blue), rowSteps(red)];
  const isBlock = (x: number): boolean => Math.max(redBias[x], blueBias[x]) < 8 && redSteps[x] > 1.2 && steps[x] > 3;
  const { width } = pixels;
  let [left, right] = [0, 0];
  while (left < width && isBlock(left)) left++;
  while (right < width && isBlock(width - 1 - right)) right++;
  const isCard = Math.min(left, right) >= 2 && Math.abs(left - right) <= 2 && left + right < width;
  return isCard ? left : 0;
}

function columnMeans(values: Float32Array, { width, height }: Pixels): Float32Array {
  const means = new Float32Array(width);
  values.forEach((value, i) => void (means[i % width] += value / height));
  return means;
}

const MIN_DEPTH = 0.33;
const MIN_STEPS = 10;

/** Two columns in mirrored places, darker than those around them, with noise outside of them. */
function hasSeparators(means: Float32Array, steps: Float32Array): boolean {
  const { length } = means;
  const isNoisy = (x: number): boolean => x >= length || steps[x] > MIN_STEPS;
  for (let left = 2; left < length / 2 - 2 && isNoisy(left - 2) && isNoisy(length + 2 - left); left++) {
    const right = Math.max(...[-2, -1, 0].map((shift) => depthAt(means, length + shift - left)));
    if (Math.min(depthAt(means, left), right) > MIN_DEPTH) return true;
  }
  return false;
}

/** 0 to 1: against the brighter of the two columns beyond the next one, on the side where that is less. */
function depthAt(means: Float32Array, x: number): number {
  const beside = (step: number): number => Math.max(means[x + 2 * step] ?? 0, means[x + 3 * step] ?? 0);
  const level = Math.min(beside(-1), beside(1));
  return Math.max(0, (level - means[x]) / (level + 3));
}

/** columns that a square of 8 needs so that its colours are a block's */
const MOST_OF_SQUARE = 6;

/** Fine waves are mostly gone, of brightness or of colours. */
function isRounded(pixels: Pixels, band: number): boolean {
  const brightness = fineWaves(planeOf(pixels, [1 / 3, 1 / 3, 1 / 3]));
  if (brightness.evenness < 0.3) return true;
  if (band > 0 && band < MOST_OF_SQUARE) return false;
  const colour = fineWaves(planeOf(pixels, [1, -1, 0]));
  return colour.evenness < 0.45 || colour.mean < Math.min(0.7, 0.2 * brightness.mean);
}
