/** @file Where training looks in a made picture: the source's mask and its alpha, cut as the picture is. */
import { alphaForColour } from '../alpha-mask';
import { cropAxes, type AxisCut, type Crop } from '../crops/crop';
import type { Size } from '../probe-size';
import { resampleRows } from '../resample';
import type { PixelReader } from './focus';

export interface MaskSources {
  /** RGBA of the source, alpha not applied; absent where it has none */
  readonly alpha?: PixelReader;
  /** the mask, grey in RGB or RGBA, of whatever size */
  readonly mask?: { readonly size: Size; readonly read: PixelReader };
}

const OPAQUE = 255;
/** pixels of the longer side: more than a latent of the largest picture has */
const LARGEST = 1024;

/**
 * Grey bytes [height, width] of the crop's size; undefined where there is no mask and all that is kept is opaque.
 * Where there is both, the product.
 */
export function croppedMask(crop: Crop, { alpha, mask }: MaskSources): Uint8Array | undefined {
  const axes = cropAxes(crop);
  const opacity = alpha && firstOfThree(resampleRows(alphaForColour(alpha(axes)), axes));
  const shown = mask && maskAt(crop, mask);
  if (!shown) return opacity?.every((value) => value === OPAQUE) ? undefined : opacity;
  return opacity ? shown.map((value, i) => Math.round((value * opacity[i]) / OPAQUE)) : shown;
}

function maskAt(crop: Crop, { size, read }: Required<MaskSources>['mask']): Uint8Array {
  const axes = cropAxes({ horizontal: { ...crop.horizontal, size: size.width }, vertical: { ...crop.vertical, size: size.height } });
  return firstOfThree(resampleRows(read(axes), axes));
}

const firstOfThree = (rgb: Uint8Array): Uint8Array => Uint8Array.from({ length: rgb.length / 3 }, (_, i) => rgb[i * 3]);

/** The crop of a mask for a picture that is kept whole: large pictures need none as large. */
export function maskCrop(crop: Crop): Crop {
  const shrink = Math.min(1, LARGEST / Math.max(crop.horizontal.length, crop.vertical.length));
  const cut = ({ size, scaled, offset, length }: AxisCut): AxisCut => {
    const wanted = Math.max(1, Math.round(length * shrink));
    const share = wanted / length;
    return { size, scaled: scaled * share, offset: offset * share, length: wanted };
  };
  return { horizontal: cut(crop.horizontal), vertical: cut(crop.vertical) };
}
