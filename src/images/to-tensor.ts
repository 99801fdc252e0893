/** RGB bytes [height, width, 3] → Float32Array of the same layout (NHWC, batch 1), in [-1, 1]: x / 127.5 − 1. */
export function toTensor(rgb: Uint8Array): Float32Array {
  return Float32Array.from(rgb, (value) => value / 127.5 - 1);
}
