/** The sizes that pictures are trained at. */
import { assignBuckets } from '../src/images/buckets';
import type { Size } from '../src/images/probe-size';
import type { Model } from '../src/nets/model';
import type { RunSettings } from '../src/train/settings';
import { LARGEST, pixelSize, sizeStep, type PixelSize } from '../src/train/size';

type Sized = Pick<Model, 'unet' | 'factor'>;

/** Of each picture: the run's own, or of as many pixels at most and nearest the picture's ratio. Throws `settings.size`. */
export function pictureSizes(model: Sized, settings: Pick<RunSettings, 'width' | 'height' | 'resize'>, pictures: readonly Size[]): PixelSize[] {
  const size = pixelSize(model, settings);
  if (settings.resize !== 'buckets') return pictures.map(() => size);
  const { sizes, of } = assignBuckets(pictures, { budget: size.width * size.height, step: sizeStep(model), largest: LARGEST });
  return of.map((bucket) => sizes[bucket]);
}
