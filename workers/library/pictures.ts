/** Pictures of cards: decoded where they are no PNG, enlarged where they are small, with words drawn on them. */
import { Failure } from '../../src/failure';
import type { ByteSource } from '../../src/formats/byte-source';
import type { TextPainter, TextRun } from '../../src/formats/embeddings/card-layout';
import type { Pixels } from '../../src/formats/png-pixels';
import { PROBE_BYTES, probeSize } from '../../src/images/probe-size';

/** A card's text has to be readable. */
const CARD_SIDE = 512;

/** As PNGs are bounded: 100 to 134 MB unpacked. */
const MAX_PIXELS = 2 ** 25;

/** Throws `embedding.picture` {format}, `png.too-large` {width, height}. */
export async function decodePicture(source: ByteSource): Promise<Pixels> {
  const bytes = (await source.read(0, source.size)) as Uint8Array<ArrayBuffer>;
  const size = probeSize(bytes.subarray(0, PROBE_BYTES));
  if (size && size.width * size.height > MAX_PIXELS) throw new Failure('png.too-large', { ...size });
  return pixelsOf(await bitmapOf(new Blob([bytes])));
}

async function bitmapOf(blob: Blob): Promise<ImageBitmap> {
  const bitmap = await createImageBitmap(blob, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' }).catch(() => {
    throw new Failure('embedding.picture', { format: blob.type || '?' });
  });
  const { width, height } = bitmap;
  if (width * height <= MAX_PIXELS) return bitmap;
  bitmap.close();
  throw new Failure('png.too-large', { width, height });
}

function pixelsOf(bitmap: ImageBitmap): Pixels {
  const { width, height } = bitmap;
  const context = contextOf(width, height);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return { width, height, channels: 4, data: context.getImageData(0, 0, width, height).data };
}

function contextOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Failure('internal', { message: 'no 2D canvas' });
  return context;
}

/** At least 512 pixels high, by whole steps; without a preview a plain ground. */
export async function cardPicture(preview: Blob | undefined): Promise<Pixels> {
  if (!preview) return plainGround();
  const bitmap = await bitmapOf(preview);
  const times = Math.max(1, Math.ceil(CARD_SIDE / bitmap.height));
  if (bitmap.width * bitmap.height * times * times > MAX_PIXELS) return plainGround(bitmap);
  const [width, height] = [bitmap.width * times, bitmap.height * times];
  const context = contextOf(width, height);
  context.imageSmoothingEnabled = false;
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return { width, height, channels: 4, data: context.getImageData(0, 0, width, height).data };
}

/** Also for pictures of a shape that no card has. */
function plainGround(unused?: ImageBitmap): Pixels {
  unused?.close();
  const data = new Uint8Array(CARD_SIDE * CARD_SIDE * 4);
  for (let i = 0; i < data.length; i += 4) {
    const shade = 40 + Math.round((60 * Math.floor(i / 4 / CARD_SIDE)) / CARD_SIDE);
    data.set([shade, shade, shade + 20, 255], i);
  }
  return { width: CARD_SIDE, height: CARD_SIDE, channels: 4, data };
}

const FONT = 'system-ui, "Noto Sans CJK SC", sans-serif';
const ANCHORS: Readonly<Record<TextRun['anchor'], readonly [CanvasTextAlign, CanvasTextBaseline]>> = {
  // the top of the ink, not of the line: see paint
  'left-top': ['left', 'alphabetic'],
  'left-baseline': ['left', 'alphabetic'],
  'middle-baseline': ['center', 'alphabetic'],
  'right-baseline': ['right', 'alphabetic'],
};

/** With the device's own font: the words differ in shape from machine to machine, the payload does not. */
export const canvasPainter: TextPainter = {
  measure(text, size) {
    const context = contextOf(1, 1);
    context.font = `${size}px ${FONT}`;
    return context.measureText(text).width;
  },
  paint(runs, width, height) {
    const context = contextOf(width, height);
    for (const { text, x, y, size, anchor, colour } of runs) {
      [context.textAlign, context.textBaseline] = ANCHORS[anchor];
      context.font = `${size}px ${FONT}`;
      context.fillStyle = `rgb(${colour.join(' ')})`;
      context.fillText(text, x, anchor === 'left-top' ? y + context.measureText(text).actualBoundingBoxAscent : y);
    }
    return context.getImageData(0, 0, width, height).data;
  },
};
