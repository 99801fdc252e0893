/** Pictures of cards: decoded where they are no PNG, enlarged where they are small, with words drawn on them. */
import { Failure } from '../../src/failure';
import type { ByteSource } from '../../src/formats/byte-source';
import type { TextPainter, TextRun } from '../../src/formats/embeddings/card-layout';
import type { Pixels } from '../../src/formats/png-pixels';

/** A card's text has to be readable. */
const CARD_SIDE = 512;

/** Throws `picture.unreadable` {name}. */
export async function decodePicture(source: ByteSource): Promise<Pixels> {
  const bytes = await source.read(0, source.size);
  return pixelsOf(await bitmapOf(new Blob([bytes as Uint8Array<ArrayBuffer>])));
}

function bitmapOf(blob: Blob): Promise<ImageBitmap> {
  return createImageBitmap(blob, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' }).catch(() => {
    throw new Failure('picture.unreadable', { name: '' });
  });
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
  const [width, height] = [bitmap.width * times, bitmap.height * times];
  const context = contextOf(width, height);
  context.imageSmoothingEnabled = false;
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return { width, height, channels: 4, data: context.getImageData(0, 0, width, height).data };
}

function plainGround(): Pixels {
  const data = new Uint8Array(CARD_SIDE * CARD_SIDE * 4);
  for (let i = 0; i < data.length; i += 4) {
    const shade = 40 + Math.round((60 * Math.floor(i / 4 / CARD_SIDE)) / CARD_SIDE);
    data.set([shade, shade, shade + 20, 255], i);
  }
  return { width: CARD_SIDE, height: CARD_SIDE, channels: 4, data };
}

const FONT = 'system-ui, "Noto Sans CJK SC", sans-serif';
const ANCHORS: Readonly<Record<TextRun['anchor'], readonly [CanvasTextAlign, CanvasTextBaseline]>> = {
  'left-top': ['left', 'top'],
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
      context.fillText(text, x, y);
    }
    return context.getImageData(0, 0, width, height).data;
  },
};
