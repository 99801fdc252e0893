/** Pictures to judge: the bundled ones, generated ones, and what makes bad ones of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { bytesSource } from '../../../src/formats/byte-source';
import { openPng } from '../../../src/formats/png-chunks';
import { readPngPixels } from '../../../src/formats/png-pixels';
import { greyOf } from '../../../src/images/crops/grey';
import { overWhite } from '../../../src/images/judge/transparency';

const DEMO = 'public/demo';

export interface Rgb {
  /** [height, width, 3] */
  rgb: Uint8Array;
  width: number;
  height: number;
}

export interface Grey {
  grey: Uint8Array;
  width: number;
  height: number;
}

export const greyPicture = ({ rgb, width, height }: Rgb): Grey => ({ grey: greyOf(rgb), width, height });

/** All that ship with the app. */
export async function bundledPictures(): Promise<Map<string, Rgb>> {
  const folders = readdirSync(DEMO, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const paths = folders.flatMap(({ name }) => readdirSync(`${DEMO}/${name}`).map((file) => `${name}/${file}`));
  return new Map(await Promise.all(paths.map(async (path): Promise<[string, Rgb]> => [path, await bundledPicture(path)])));
}

async function bundledPicture(path: string): Promise<Rgb> {
  const { data, channels, width, height } = await readPngPixels(await openPng(bytesSource(readFileSync(`${DEMO}/${path}`))));
  return { rgb: channels === 4 ? overWhite(data) : Uint8Array.from(data), width, height };
}

/** Repeated box blurs are nearly a Gaussian; three of `radius` have a deviation of √(radius² + radius). */
export function blurred({ grey, width, height }: Grey, radius: number): Grey {
  let out = grey;
  for (let i = 0; i < 3; i++) out = boxed(boxed(out, width, height, radius, 1, width), height, width, radius, width, 1);
  return { grey: out, width, height };
}

/** Along lines of `length` pixels that are `step` apart; lines are `stride` apart. */
function boxed(grey: Uint8Array, length: number, lines: number, radius: number, step: number, stride: number): Uint8Array {
  const out = new Uint8Array(grey.length);
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < length; i++) {
      let sum = 0;
      for (let d = -radius; d <= radius; d++) sum += grey[line * stride + Math.min(length - 1, Math.max(0, i + d)) * step];
      out[line * stride + i * step] = Math.round(sum / (2 * radius + 1));
    }
  }
  return out;
}

/** A pseudo-random number of an index, 0..1. */
const random = (index: number): number => {
  const value = Math.sin(index * 12.9898 + 78.233) * 43758.5453;
  return value - Math.floor(value);
};

/** Discs of many sizes and greys over one another, hard-edged: something like a picture, another for each seed. */
export function discs(seed: number, side = 512, count = 40): Grey {
  const grey = new Uint8Array(side * side).fill(128);
  for (let disc = 0; disc < count; disc++) {
    const at = seed * 1000 + disc * 4;
    const [x, y] = [random(at) * side, random(at + 1) * side];
    paintDisc({ grey, width: side, height: side }, x, y, (0.02 + random(at + 2) * 0.15) * side, random(at + 3) * 255);
  }
  return { grey, width: side, height: side };
}

export function paintDisc({ grey, width, height }: Grey, x: number, y: number, radius: number, tone: number): void {
  for (let row = Math.max(0, Math.ceil(y - radius)); row < Math.min(height, y + radius); row++) {
    for (let column = Math.max(0, Math.ceil(x - radius)); column < Math.min(width, x + radius); column++) {
      if (Math.hypot(column - x, row - y) < radius) grey[row * width + column] = tone;
    }
  }
}

/** Cut off all around. */
export function cut({ grey, width, height }: Grey, share: number): Grey {
  const [dx, dy] = [Math.round(width * share), Math.round(height * share)];
  const [w, h] = [width - 2 * dx, height - 2 * dy];
  const out = Uint8Array.from({ length: w * h }, (_, i) => grey[(Math.floor(i / w) + dy) * width + (i % w) + dx]);
  return { grey: out, width: w, height: h };
}

export const changed = ({ grey, width, height }: Grey, tone: (value: number, i: number) => number): Grey => ({
  grey: Uint8Array.from(grey, (value, i) => Math.min(255, Math.max(0, Math.round(tone(value, i))))), width, height,
});

/** Every second pixel of every second row. */
export function halved({ grey, width, height }: Grey): Grey {
  const [w, h] = [width >> 1, height >> 1];
  return { grey: Uint8Array.from({ length: w * h }, (_, i) => grey[Math.floor(i / w) * 2 * width + (i % w) * 2]), width: w, height: h };
}
