/** @file The size a run trains and previews at, in pixels and in latents. */
import { Failure } from '../failure';
import type { Model } from '../nets/model';
import type { RunSettings } from './settings';

export interface PixelSize {
  width: number;
  height: number;
}

type Sized = Pick<Model, 'unet' | 'factor'>;

/** Sizes come in steps of this many pixels: the UNet halves latents on every level but the last. */
export const sizeStep = ({ unet, factor }: Sized): number => factor * 2 ** (unet.levels.length - 1);

/** Pixels on a side of what the model was trained on. */
export const ownSize = ({ unet, factor }: Sized): number => unet.sampleSize * factor;

/** Beyond this one side of a picture, attention alone takes minutes a step. */
export const LARGEST = 2048;

/** Pixels. Throws `settings.size` {value, step, most}. */
export function pixelSize(model: Sized, { width, height }: Pick<RunSettings, 'width' | 'height'>): PixelSize {
  const own = ownSize(model);
  const side = (value: number | undefined): number => checked(value || own, sizeStep(model));
  return { width: side(width), height: side(height) };
}

function checked(value: number, step: number): number {
  const fits = Number.isInteger(value) && value > 0 && value % step === 0 && value <= LARGEST;
  if (!fits) throw new Failure('settings.size', { value, step, most: LARGEST });
  return value;
}

/** Latent pixels. Throws as `pixelSize`. */
export const latentSize = (model: Sized, settings: Pick<RunSettings, 'width' | 'height'>): PixelSize =>
  inLatents(model, pixelSize(model, settings));

/** Latent pixels of previews: their own size, or the run's. Throws as `pixelSize`. */
export const previewSize = (model: Sized, { width, height, preview }: Pick<RunSettings, 'width' | 'height' | 'preview'>): PixelSize =>
  latentSize(model, { width: preview.width || width, height: preview.height || height });

export const inLatents = ({ factor }: Pick<Sized, 'factor'>, { width, height }: PixelSize): PixelSize =>
  ({ width: width / factor, height: height / factor });

export const sameSize = (a: PixelSize, b: PixelSize): boolean => a.width === b.width && a.height === b.height;

/** Numbers of those that are alike, in the order of `distinctSizes`. */
export const numbersBySize = (sizes: readonly PixelSize[]): number[][] =>
  distinctSizes(sizes).map((size) => [...sizes.keys()].filter((i) => sameSize(sizes[i], size)));

/** Each once, in the order in which they come first. */
export const distinctSizes = (sizes: readonly PixelSize[]): PixelSize[] =>
  sizes.filter((size, i) => sizes.findIndex((other) => sameSize(other, size)) === i);
