/** How a mask is shown: as a veil over what training does not see, or alone in grey. */
import type { Box } from '../../../../images/crops/crop';
import type { MaskPixels } from '../../../../images/masks/mask';

/** dark enough over light pictures, and never black: dark pictures are to be told from it */
const VEIL = [58, 12, 88] as const;
const MOST = 0.78;

/** Draws that part of it. No mask hides nothing. */
export function drawMask(context: CanvasRenderingContext2D, mask: MaskPixels | undefined, box: Box, alone: boolean): void {
  if (!box.width || !box.height) return;
  const image = new ImageData(box.width, box.height);
  const words = new Uint32Array(image.data.buffer);
  const colours = alone ? GREYS : VEILS;
  for (let y = 0, at = 0; y < box.height; y++) {
    const row = (box.y + y) * (mask?.width ?? 0) + box.x;
    for (let x = 0; x < box.width; x++, at++) words[at] = colours[mask ? mask.values[row + x] : 255];
  }
  context.putImageData(image, box.x, box.y);
}

const VEILS = table((value) => [...VEIL, Math.round((255 - value) * MOST)]);
const GREYS = table((value) => [value, value, value, 255]);

/** RGBA of each value of a mask, as canvases keep it. */
function table(colour: (value: number) => readonly number[]): Uint32Array {
  return new Uint32Array(Uint8Array.from({ length: 256 * 4 }, (_, i) => colour(i >> 2)[i % 4]).buffer);
}
