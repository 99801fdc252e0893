import { describe, expect, it } from 'vitest';
import { sampleDdim } from '../../src/diffusion/ddim';
import { sampleEulerAncestral } from '../../src/diffusion/euler-a';
import { type SamplerRun } from '../../src/diffusion/sampler';
import { addNoise, alphasCumprod, type PredictionType } from '../../src/diffusion/schedule';
import { sampleTimesteps } from '../../src/diffusion/timesteps';

const alphas = alphasCumprod();
const start = Float32Array.of(0.5, -1.25, 2, 0.125);
const stepNoise = (step: number) => Float32Array.from({ length: 4 }, (_, j) => (((step * 4 + j) * 37) % 64) / 16 - 2);

/** A network made of + − × ÷ and |x|, so that PyTorch can be asked the same. */
const bendingNetwork = async (latent: Float32Array, t: number) => latent.map((x) => (0.8 * x) / (1 + Math.abs(x)) + t / 2000);

function runOf(prediction: PredictionType, steps: number, predict: SamplerRun['predict'] = bendingNetwork): SamplerRun {
  return { alphas, prediction, timesteps: sampleTimesteps(steps), predict };
}

function expectClose(actual: Float32Array, expected: ArrayLike<number>, limit: number): void {
  const distance = Math.hypot(...actual.map((value, i) => value - expected[i]));
  expect(distance / Math.hypot(...Array.from(expected))).toBeLessThan(limit);
}

/** tests/reference/golden.py's loops in f64 with the same network, steps and noise */
const golden = {
  epsilon: {
    ddim: [-0.1492654513539947, -8.998441382175633, 8.913610966957075, -1.0504503187240826],
    eulerA: [-4.93334387776959, -4.845581549891383, -0.3133893450825683, -1.528506634788875],
  },
  v_prediction: {
    ddim: [0.01736177812737401, -0.8086534501874991, 0.8803940184963943, -0.10086723695607465],
    eulerA: [-0.03535531978756368, -0.11394267783145968, -0.6668374419920905, 0.35023225788208895],
  },
};

describe.each<PredictionType>(['epsilon', 'v_prediction'])('%s', (prediction) => {
  it('DDIM is the reference\'s', async () => {
    expectClose(await sampleDdim(start, runOf(prediction, 10)), golden[prediction].ddim, 1e-5);
  });

  it('Euler ancestral is the reference\'s', async () => {
    const run = { ...runOf(prediction, 10), noise: stepNoise };
    expectClose(await sampleEulerAncestral(start, run), golden[prediction].eulerA, 1e-5);
  });
});

describe('with a network that knows the one picture there is', () => {
  const picture = Float32Array.of(1, -2, 0.5, 3);
  const noiseIn = (latent: Float32Array, t: number) =>
    latent.map((x, i) => (x - Math.sqrt(alphas[t]) * picture[i]) / Math.sqrt(1 - alphas[t]));
  const knowing = async (latent: Float32Array, t: number) => noiseIn(latent, t);

  it.each([1, 7, 50])('DDIM in %i steps ends at the picture with the first level\'s noise', async (steps) => {
    const run = runOf('epsilon', steps, knowing);
    const expected = addNoise(picture, noiseIn(start, run.timesteps[0]), alphas[0]);
    expectClose(await sampleDdim(start, run), expected, 1e-4);
  });

  it.each([1, 7, 50])('Euler ancestral in %i steps ends at the picture', async (steps) => {
    const run = { ...runOf('epsilon', steps, knowing), noise: stepNoise };
    expectClose(await sampleEulerAncestral(start, run), picture, 1e-4);
  });
});

describe('a run', () => {
  it('tells its steps, leaves the start as it is and asks for no noise after the last step', async () => {
    const told: number[] = [];
    const asked: number[] = [];
    const noise = (step: number) => {
      asked.push(step);
      return stepNoise(step);
    };
    await sampleEulerAncestral(start, { ...runOf('epsilon', 3), noise, onStep: (done) => told.push(done) });
    expect([told, asked]).toEqual([[1, 2, 3], [0, 1]]);
    expect([...start]).toEqual([0.5, -1.25, 2, 0.125]);
  });

  it('ends where the listener throws', async () => {
    const stop = () => {
      throw new RangeError('enough');
    };
    await expect(sampleDdim(start, { ...runOf('epsilon', 3), onStep: stop })).rejects.toThrow('enough');
  });
});
