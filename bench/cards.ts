/**
 * @file How long cards take: 75 vectors of SD 1, the picture 512 × 512, in A1111's look. Painted words are left out: a canvas
 * paints them. `node tools/run.mjs bench/cards.ts --adapter native`
 */
import { bytesSource } from '../src/formats/byte-source';
import { writeCard } from '../src/formats/embeddings/card-write';
import { readCardPixels, readEmbeddings } from '../src/formats/embeddings/read';
import { openPng } from '../src/formats/png-chunks';
import { readPngPixels } from '../src/formats/png-pixels';

const RUNS = 7;
const SIZE = 512;

/** Normal numbers of the spread that trained vectors have; a picture with the noise of a photograph. */
let state = 1;
const random = (): number => ((state = (Math.imul(1664525, state) + 1013904223) >>> 0) + 1) / 2 ** 32;
const normal = (): number => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
const vectors = Float32Array.from({ length: 75 * 768 }, () => normal() * 0.02);
const data = Uint8Array.from({ length: SIZE * SIZE * 3 }, (_, i) => 100 + 60 * Math.sin(i / 90_000) + 40 * Math.cos((i % (SIZE * 3)) / 200) + 4 * normal());
const word = { name: 'word', vectors, count: 75, width: 768, step: 1000, modelName: 'model', modelHash: '0123456789' };
const painter = { measure: (text: string, size: number): number => (text.length * size) / 2, paint: (_: unknown, width: number, height: number) => new Uint8Array(width * height * 4) };

const write = (): Uint8Array => writeCard(word, { width: SIZE, height: SIZE, channels: 3, data }, { look: 'a1111', painter });
const card = write();
const { header } = await openPng(bytesSource(card));
console.log(`${header.width} × ${header.height}, ${(card.length / 1e6).toFixed(2)} MB`);

async function time(name: string, run: () => unknown): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    const begun = performance.now();
    await run();
    times.push(performance.now() - begun);
  }
  const sorted = times.toSorted((a, b) => a - b).map(Math.round);
  console.log(`${name}: first ${Math.round(times[0])} ms, median ${sorted[RUNS >> 1]} ms, best ${sorted[0]} ms`);
}

await time('write', write);
await time('read by text, with the picture', () => readEmbeddings({ name: 'x.png', content: card }));
await time('read by pixels alone', async () => readCardPixels(await readPngPixels(await openPng(bytesSource(card))), 'x'));
