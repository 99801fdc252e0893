import { describe, expect, it } from 'vitest';
import { drawSample, offsetNoise } from '../../src/train/draw';
import { evalItems } from '../../src/train/eval-set';

const settings = { seed: 7, pictures: 5, lines: 27, latentSize: 64, timesteps: 1000 };

describe('drawSample', () => {
  it('shows every picture once per epoch, in changing order', () => {
    const epochs = [0, 1, 2].map((e) => Array.from({ length: 5 }, (_, i) => drawSample(settings, e * 5 + i).picture));
    for (const epoch of epochs) expect([...epoch].sort()).toEqual([0, 1, 2, 3, 4]);
    expect(new Set(epochs.map(String)).size).toBeGreaterThan(1);
  });

  it('depends on seed and number alone', () => {
    expect(drawSample(settings, 12)).toEqual(drawSample(settings, 12));
    expect(drawSample(settings, 12).noise).not.toEqual(drawSample(settings, 13).noise);
    expect(drawSample({ ...settings, seed: 8 }, 12).noise).not.toEqual(drawSample(settings, 12).noise);
  });

  it('spreads timesteps over the whole range', () => {
    const drawn = Array.from({ length: 2000 }, (_, i) => drawSample({ ...settings, latentSize: 4 }, i).timestep);
    expect(Math.min(...drawn)).toBeLessThan(10);
    expect(Math.max(...drawn)).toBeGreaterThan(989);
    expect(drawn.reduce((a, b) => a + b) / drawn.length).toBeGreaterThan(480);
  });
});

describe('evalItems', () => {
  it('takes pictures in turn and timesteps evenly', () => {
    const items = evalItems(3, 4, 3, 1000, 8);
    expect(items.map(({ picture, timestep }) => [picture, timestep])).toEqual([[0, 125], [1, 375], [2, 625], [0, 875]]);
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
