import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { addNoise, alphasCumprod, epsilonOf, guide, type PredictionType, targetOf } from '../../src/diffusion/schedule';
import { sampleTimesteps } from '../../src/diffusion/timesteps';
import { timestepEmbedding, timestepTable } from '../../src/diffusion/timestep-embedding';

const alphas = alphasCumprod();
const latent = Float32Array.of(1.5, -0.25, 0);
const noise = Float32Array.of(0.5, 2, -1);

describe('alphasCumprod', () => {
  it('is PyTorch\'s to the last bit of all 1000 values', () => {
    const hash = createHash('sha256').update(new Uint8Array(alphas.buffer)).digest('hex');
    expect(hash).toBe('feaa14fe1393b7ed1ce4c56a6ce537d5269436fc8e3bdb971c7beb900a9cca48');
  });

  it.each([[0, 0.99915], [1, 0.99829603], [250, 0.67379263], [500, 0.27633268], [750, 0.05616985], [999, 0.0046601]])(
    'at %i is %d', (t, alpha) => expect(alphas[t]).toBeCloseTo(alpha, 7),
  );
});

describe('noise and targets', () => {
  it('keep the variance: shares are the roots of alpha and of the rest', () => {
    expect([...addNoise(latent, noise, 0.64)]).toEqual([...Float32Array.of(1.5, 1, -0.6)]);
  });

  it('are the noise itself or the velocity', () => {
    expect(targetOf('epsilon', latent, noise, 0.64)).toEqual(noise);
    expect([...targetOf('v_prediction', latent, noise, 0.64)]).toEqual([...Float32Array.of(-0.5, 1.75, -0.8)]);
  });

  it.each<PredictionType>(['epsilon', 'v_prediction'])('%s gives the noise back from a perfect prediction', (prediction) => {
    for (const alpha of [alphas[0], alphas[500], alphas[999]]) {
      const noisy = addNoise(latent, noise, alpha);
      const epsilon = epsilonOf(prediction, targetOf(prediction, latent, noise, alpha), noisy, alpha);
      epsilon.forEach((value, i) => expect(value).toBeCloseTo(noise[i], 6));
    }
  });

  it('guidance goes from one output past the other', () => {
    const [none, some] = [Float32Array.of(1, 2), Float32Array.of(3, 1)];
    expect([...guide(none, some, 7)]).toEqual([15, -5]);
    expect(guide(none, some, 1)).toEqual(some);
    expect(guide(none, some, 0)).toEqual(none);
  });
});

describe('sampleTimesteps', () => {
  it('are those of the reference', () => {
    expect(sampleTimesteps(10)).toEqual([901, 801, 701, 601, 501, 401, 301, 201, 101, 1]);
    expect(sampleTimesteps(1)).toEqual([1]);
    expect(sampleTimesteps(3)).toEqual([667, 334, 1]);
  });

  it('fall, and stay within the schedule, for every possible number', () => {
    for (let count = 1; count <= 1000; count++) {
      const timesteps = sampleTimesteps(count);
      expect(timesteps.length).toBe(count);
      expect(timesteps.every((t, i) => t >= 0 && t < (timesteps[i - 1] ?? 1000))).toBe(true);
    }
  });

  it.each([0, 1001, 2.5, NaN, -3])('refuses %d', (count) => {
    expect(() => sampleTimesteps(count)).toThrow(expect.objectContaining({ code: 'sampler.steps' }));
  });
});

describe('timestepEmbedding', () => {
  /** torch 1.13, f32: exp(-ln(10000) * arange(8) / 8), times t, cos and sin */
  const torchRows: [number, number[]][] = [
    [0, [1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]],
    [37, [
      0.7654140591621399, 0.6479216814041138, -0.8481001257896423, 0.39011242985725403, 0.9323273301124573,
      0.9931628108024597, 0.9993155598640442, 0.9999315738677979, -0.6435381174087524, -0.7617069482803345,
      -0.5298359990119934, 0.9207672476768494, 0.36161544919013977, 0.11673745512962341, 0.036991555243730545,
      0.011700160801410675,
    ]],
    [981, [
      0.6799572110176086, -0.6979600787162781, -0.7579585313796997, 0.9233869314193726, -0.9267152547836304,
      -0.9992239475250244, 0.5561918020248413, 0.9522665739059448, 0.7332518100738525, 0.7161366939544678,
      -0.6523027420043945, -0.38387060165405273, -0.3757644295692444, 0.03938910737633705, 0.8310539722442627,
      0.3052676320075989,
    ]],
  ];

  it.each(torchRows)('of %i is PyTorch\'s, roundings included', (t, row) => {
    timestepEmbedding(t, 16).forEach((value, i) => expect(Math.abs(value - row[i])).toBeLessThan(3e-7));
  });

  it('makes a table of rows', () => {
    const table = timestepTable([37, 981], 16);
    expect(table.slice(0, 16)).toEqual(timestepEmbedding(37, 16));
    expect(table.slice(16)).toEqual(timestepEmbedding(981, 16));
  });
});
