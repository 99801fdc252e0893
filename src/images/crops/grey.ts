/** @file Brightness (ITU-R 601-2) as Pillow has it, which rounds in two ways. */

/** convert("L"): RGB bytes [height, width, 3] → [height, width]. */
export function greyOf(rgb: ArrayLike<number>): Uint8Array {
  const grey = new Uint8Array(rgb.length / 3);
  for (let i = 0, at = 0; i < grey.length; i++, at += 3) {
    grey[i] = (rgb[at] * 19595 + rgb[at + 1] * 38470 + rgb[at + 2] * 7471 + 0x8000) >> 16;
  }
  return grey;
}

/** What convert("1") dithers: cut, not rounded. */
export function ditherGreyOf(rgb: ArrayLike<number>): Uint8Array {
  const grey = new Uint8Array(rgb.length / 3);
  for (let i = 0, at = 0; i < grey.length; i++, at += 3) {
    grey[i] = Math.trunc((rgb[at] * 299 + rgb[at + 1] * 587 + rgb[at + 2] * 114) / 1000);
  }
  return grey;
}
