/** @file Pixels as canvases and PNGs, in workers. */
import type { Flip } from '../src/images/prepare/options';
import type { Size } from '../src/images/probe-size';
import { whiteCanvas } from './decode';

/** RGB bytes [height, width, 3], or grey ones [height, width]. */
export function canvasOf(pixels: Uint8Array, { width, height }: Size): OffscreenCanvas {
  const context = whiteCanvas(width, height);
  const image = new ImageData(width, height);
  const channels = pixels.length / (width * height);
  const step = channels === 1 ? 0 : 1;
  for (let from = 0, to = 0; from < pixels.length; from += channels, to += 4) {
    image.data[to] = pixels[from];
    image.data[to + 1] = pixels[from + step];
    image.data[to + 2] = pixels[from + 2 * step];
    image.data[to + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  return context.canvas;
}

/** Drawn on white, mirrored left to right, upside down, or both. */
export function drawnOnWhite(picture: ImageBitmap | OffscreenCanvas, flip?: Flip): OffscreenCanvas {
  const { width, height } = picture;
  const context = whiteCanvas(width, height);
  const [across, down] = [flip === 'horizontal' || flip === 'both', flip === 'vertical' || flip === 'both'];
  context.setTransform(across ? -1 : 1, 0, 0, down ? -1 : 1, across ? width : 0, down ? height : 0);
  context.drawImage(picture, 0, 0);
  return context.canvas;
}

export const pngOf = (canvas: OffscreenCanvas): Promise<Blob> => canvas.convertToBlob({ type: 'image/png' });
