/**
 * @file Models that tell a picture's subject from its ground: U²-Net, IS-Net, RMBG and those of their form, as rembg uses
 * them. One picture [batch, 3, height, width] in, one map [batch, 1, height, width] out; of several maps the first is the final one.
 */
import { bicubicAxis } from '../images/bicubic';
import type { GreyPicture } from '../images/faces/shrink';
import type { Size } from '../images/probe-size';
import { resized, type Raster } from './raster';
import type { ModelSignature } from './signature';

/** Plain data: kept in the store. */
export interface SegmentingPlan {
  family: 'segmenter';
  model: string;
  input: string;
  output: string;
  size: Size;
}

/** Where a model takes pictures of any size: IS-Net's and RMBG's. */
const USUAL_SIDE = 1024;
const MOST_SIDE = 2048;

/** Undefined where it is none. */
export function segmenting({ path, inputs, outputs }: ModelSignature): SegmentingPlan | undefined {
  const [input, ...others] = inputs;
  const output = outputs.find(({ shape, type }) => type === 'float32' && shape.length === 4 && (shape[1] === 1 || typeof shape[1] === 'string'));
  if (!input || others.length || !output || input.type !== 'float32' || input.shape.length !== 4) return undefined;
  const [, channels, height, width] = input.shape;
  const size = { width: sideOf(width), height: sideOf(height) };
  const isPicture = channels === 3 || typeof channels === 'string';
  if (!isPicture || Math.max(size.width, size.height) > MOST_SIDE) return undefined;
  return { family: 'segmenter', model: path, input: input.name, output: output.name, size };
}

const sideOf = (declared: number | string): number => (typeof declared === 'number' && declared > 0 ? declared : USUAL_SIDE);

/** U²-Net's (320 pixels) is ImageNet's; the larger ones take 0.5 from each channel. */
const SMALL = 512;
const IMAGENET = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] };
const CENTRED = { mean: [0.5, 0.5, 0.5], deviation: [1, 1, 1] };

/** [3, height, width] in the order R, G, B, whatever the picture's ratio. */
export function segmenterInput(picture: Raster, { width, height }: Size): Float32Array {
  const rgb = resized(picture, bicubicAxis(picture.width, width), bicubicAxis(picture.height, height));
  const { mean, deviation } = width <= SMALL ? IMAGENET : CENTRED;
  const area = width * height;
  return Float32Array.from({ length: area * 3 }, (_, i) => {
    const channel = Math.floor(i / area);
    return (rgb[(i % area) * 3 + channel] / 255 - mean[channel]) / deviation[channel];
  });
}

/** The map's lowest value is black and its highest white, as rembg has it: some models answer shares, some answer points. One tone stays black. */
export function subjectOf(map: ArrayLike<number>, { width, height }: Size): GreyPicture {
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i < width * height; i++) {
    least = Math.min(least, map[i]);
    most = Math.max(most, map[i]);
  }
  const range = most - least;
  const pixels = Uint8Array.from({ length: width * height }, (_, i) => (range > 0 ? Math.round(((map[i] - least) / range) * 255) : 0));
  return { pixels, width, height };
}
