import { describe, expect, it } from 'vitest';
import { drawNoise, drawSample, offsetNoise } from '../../src/train/samples/draw';
import { evalItems } from '../../src/train/samples/eval-set';
import { PictureOrder } from '../../src/train/samples/picture-order';

const order = (seed = 7, pictures = 5, batch = 1) => new PictureOrder({ seed, batch, sizes: [Array.from({ length: pictures }, (_, i) => i)] });
const settings = { seed: 7, order: order(), lines: 27, timesteps: 1000 };
const drawn = (from: PictureOrder, count: number, start = 0): number[] => Array.from({ length: count }, (_, i) => from.pictureAt(start + i));

describe('drawSample', () => {
  it('depends on seed and number alone', () => {
    expect(drawSample(settings, 12)).toEqual(drawSample({ ...settings, order: order() }, 12));
    expect(drawNoise(7, 12, 64)).not.toEqual(drawNoise(7, 13, 64));
    expect(drawNoise(8, 12, 64)).not.toEqual(drawNoise(7, 12, 64));
  });

  it('spreads timesteps over the whole range', () => {
    const timesteps = Array.from({ length: 2000 }, (_, i) => drawSample(settings, i).timestep);
    expect(Math.min(...timesteps)).toBeLessThan(10);
    expect(Math.max(...timesteps)).toBeGreaterThan(989);
    expect(timesteps.reduce((a, b) => a + b) / timesteps.length).toBeGreaterThan(480);
  });
});

describe('pictures of one size', () => {
  it('are shown once per epoch, in changing order', () => {
    const epochs = [0, 1, 2].map((e) => drawn(order(), 5, e * 5));
    for (const epoch of epochs) expect([...epoch].sort()).toEqual([0, 1, 2, 3, 4]);
    expect(new Set(epochs.map(String)).size).toBeGreaterThan(1);
  });

  it('come in an order that no batch size changes, as runs of earlier versions drew them', () => {
    for (const batch of [2, 3, 5, 8]) expect(drawn(order(7, 5, batch), 60)).toEqual(drawn(order(), 60));
    expect(drawn(order(), 15)).toEqual(BEFORE);
  });
});

/** Of the version before pictures had sizes. */
const BEFORE = [3, 0, 1, 2, 4, 3, 4, 0, 1, 2, 4, 1, 2, 3, 0];

describe('pictures of several sizes', () => {
  const sizes = [[0, 3, 4, 9, 10], [1], [2, 5, 6, 7, 8, 11, 12]];
  const sizeOf = (picture: number): number => sizes.findIndex((pictures) => pictures.includes(picture));

  it.each([1, 2, 3, 4])('batches of %i have one size each', (batch) => {
    const from = new PictureOrder({ seed: 3, batch, sizes });
    for (let at = 0; at < 200; at++) expect(new Set(drawn(from, batch, at * batch).map(sizeOf)).size).toBe(1);
  });

  it.each([1, 2, 3, 4])('each is shown once per epoch over a cycle of whole batches (%i)', (batch) => {
    const from = new PictureOrder({ seed: 3, batch, sizes });
    const cycle = 13 * batch;
    for (const start of [0, cycle, 2 * cycle]) {
      const counts = new Array<number>(13).fill(0);
      for (const picture of drawn(from, cycle, start)) counts[picture]++;
      expect(counts).toEqual(new Array(13).fill(batch));
    }
  });

  it('alternate evenly, and in another order in each cycle', () => {
    const from = new PictureOrder({ seed: 3, batch: 2, sizes });
    const shown = drawn(from, 26).map(sizeOf);
    // seven of thirteen pictures: about half of each half
    expect(Math.abs(shown.slice(0, 13).filter((size) => size === 2).length - 7)).toBeLessThanOrEqual(2);
    expect(drawn(from, 26, 26).map(sizeOf)).not.toEqual(shown);
  });

  it('follow from seed and number, wherever one begins', () => {
    const all = drawn(new PictureOrder({ seed: 3, batch: 2, sizes }), 120);
    for (const start of [1, 37, 80]) expect(drawn(new PictureOrder({ seed: 3, batch: 2, sizes }), 40, start)).toEqual(all.slice(start, start + 40));
    expect(drawn(new PictureOrder({ seed: 4, batch: 2, sizes }), 120)).not.toEqual(all);
  });
});

describe('evalItems', () => {
  const of = (words: number[][], count: number) =>
    evalItems({ seed: 3, count, words, timesteps: 1000, latentValues: (picture) => 8 + picture }).map(({ picture, timestep, noise }) => [picture, timestep, noise.length]);

  it('takes pictures in turn and timesteps evenly', () => {
    expect(of([[0, 1, 2]], 4)).toEqual([[0, 125, 8], [1, 375, 9], [2, 625, 10], [0, 875, 8]]);
  });

  it('takes words in turn, however many pictures they have', () => {
    expect(of([[0, 1, 2, 3], [4]], 4).map(([picture]) => picture)).toEqual([0, 4, 1, 4]);
  });
});

describe('offsetNoise', () => {
  it('moves each channel of a sample as a whole', () => {
    const noise = Float32Array.from({ length: 32 }, (_, i) => i);
    const of = (sample: number) => offsetNoise(noise, 0.1, { seed: 2, sample, channels: 4 }).map((value, i) => value - noise[i]);
    const moved = of(3);
    for (let i = 4; i < 32; i++) expect(moved[i]).toBeCloseTo(moved[i % 4], 5);
    expect(new Set([...moved.slice(0, 4)]).size).toBe(4);
    expect(of(4)).not.toEqual(moved);
    expect(offsetNoise(noise, 0, { seed: 2, sample: 3, channels: 4 })).toBe(noise);
  });
});
