/** A decoded picture, and what is made of it. */
import { cropAxes, sizeOfCrop, type Crop } from '../src/images/crops/crop';
import { debugOf, lookedCrop, lookForFocus, type FaceDetector, type Look, type PixelReader, type SightOf } from '../src/images/prepare/focus';
import { croppedMask, maskCrop, type MaskSources } from '../src/images/prepare/mask';
import type { Flip, PrepareOptions } from '../src/images/prepare/options';
import { flipsOf, planPictures, plannedPicture, plannedPictures, type Planned } from '../src/images/prepare/plan';
import { resampleRows, rowsOf } from '../src/images/resample';
import { canvasOf, drawnOnWhite, pngOf } from './canvases';
import { readerOf, thumbnailOf, transparentCanvas } from './decode';
import type { SeenPicture } from './seen-picture';
import type { MadePicture, PicturePlan, SourcePicture } from './preparer-api';

export class OpenPicture {
  private look: Look | undefined;
  private readonly bitmap: ImageBitmap;
  private readonly see: SightOf;
  private readonly read: PixelReader;
  private readonly masks: MaskSources;

  /** The bitmaps stay the caller's to close. */
  constructor(
    private readonly source: SourcePicture,
    private readonly options: PrepareOptions,
    private readonly faces: FaceDetector,
    { bitmap, see }: SeenPicture,
    mask?: ImageBitmap,
  ) {
    this.bitmap = bitmap;
    this.see = see;
    this.read = readerOf(bitmap);
    this.masks = {
      ...(source.blob.type !== 'image/jpeg' && { alpha: readerOf(bitmap, transparentCanvas) }),
      ...(mask && { mask: { size: mask, read: readerOf(mask) } }),
    };
  }

  plan(): PicturePlan {
    const made = plannedPictures(this.planned(), this.options);
    return { made, ...(this.look && { focal: debugOf(this.look) }) };
  }

  /** One after the other: the canvases of one are gone before the next one's. */
  async make(): Promise<MadePicture[]> {
    const made: MadePicture[] = [];
    for (const one of this.planned()) {
      const canvas = this.drawn(one);
      const mask = this.maskOf(one);
      for (const flip of flipsOf(this.options)) {
        made.push({ ...plannedPicture(one, flip), ...(await encoded(canvas, mask, flip)) });
      }
    }
    return made;
  }

  private planned(): Planned[] {
    return planPictures(this.bitmap, this.options, this.source.crop, () => this.lookOnce().crop);
  }

  private lookOnce(): Look {
    const { options, bitmap, see, faces } = this;
    this.look ??= lookForFocus(see, bitmap, options, options.focal!, faces);
    return this.look;
  }

  private drawn({ by, crop }: Planned): OffscreenCanvas {
    if (by === 'original') return drawnOnWhite(this.bitmap);
    return canvasOf(by === 'focal' ? looked(this.lookOnce()) : pixelsOf(this.read, crop), sizeOfCrop(crop));
  }

  private maskOf({ by, crop }: Planned): OffscreenCanvas | undefined {
    const kept = by === 'original' ? maskCrop(crop) : crop;
    const mask = croppedMask(kept, this.masks);
    return mask && canvasOf(mask, sizeOfCrop(kept));
  }
}

function pixelsOf(read: PixelReader, crop: Crop): Uint8Array {
  const axes = cropAxes(crop);
  return resampleRows(read(axes), axes);
}

const looked = (look: Look): Uint8Array =>
  pixelsOf(({ horizontal }) => rowsOf(look.rgb, look.scaled.width, horizontal), lookedCrop(look));

type Encoded = Pick<MadePicture, 'blob' | 'thumbnail' | 'mask'>;

async function encoded(upright: OffscreenCanvas, mask: OffscreenCanvas | undefined, flip: Flip | undefined): Promise<Encoded> {
  const turned = (canvas: OffscreenCanvas): OffscreenCanvas => (flip ? drawnOnWhite(canvas, flip) : canvas);
  const canvas = turned(upright);
  const blob = await pngOf(canvas);
  return { blob, thumbnail: await thumbnailOf(canvas), ...(mask && { mask: await pngOf(turned(mask)) }) };
}
