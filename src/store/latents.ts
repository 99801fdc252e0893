/** Latents of pictures, kept so that they need not be encoded again. A cache: what is gone is made anew. */
import { database, put, read } from './database';

const latents = database('latents');

/** `key` must name all that the values depend on: model, picture, side. */
export function saveLatents(key: string, values: Float32Array): Promise<void> {
  return put(latents, [[key, values]], values.byteLength);
}

export function loadLatents(key: string): Promise<Float32Array | undefined> {
  return read(latents, key);
}
