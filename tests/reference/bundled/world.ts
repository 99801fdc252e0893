/** @file Pictures of the small world as `train` takes them, from the files that data.mjs writes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PX = 64;

export interface WorldEntry {
  set: string;
  name: string;
  use: 'train' | 'subject' | 'style';
}

export interface WorldPicture {
  entry: WorldEntry;
  /** [64, 64, 3] in -1..1 */
  image: Float32Array;
}

interface World {
  heldOut: string[];
  heldOutSets: string[];
  pictures(wanted: (entry: WorldEntry) => boolean): WorldPicture[];
}

export function openWorld(folder: string): World {
  const data = JSON.parse(readFileSync(join(folder, 'data.json'), 'utf8'));
  const entries = data.entries as WorldEntry[];
  const bytes = new Uint8Array(readFileSync(join(folder, 'images.bin')));
  const length = data.size ** 2 * 3;
  const image = (i: number): Float32Array => averaged(bytes.subarray(i * length, (i + 1) * length), data.size);
  return {
    heldOut: data.heldOut,
    heldOutSets: data.heldOutSets,
    pictures: (wanted) => entries.flatMap((entry, i) => (wanted(entry) ? [{ entry, image: image(i) }] : [])),
  };
}

/** [size, size, 3] bytes → [64, 64, 3] in -1..1, each pixel the mean of its square. */
function averaged(bytes: Uint8Array, size: number): Float32Array {
  const factor = size / PX;
  const made = new Float32Array(PX * PX * 3);
  for (let i = 0; i < bytes.length; i++) {
    const [pixel, channel] = [Math.floor(i / 3), i % 3];
    const [y, x] = [Math.floor(pixel / size / factor), Math.floor((pixel % size) / factor)];
    made[(y * PX + x) * 3 + channel] += bytes[i] / factor ** 2;
  }
  return made.map((value) => value / 127.5 - 1);
}
