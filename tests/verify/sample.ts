/** @file sample.*: prompt and empty prompt, then both samplers with guidance. */
import { sampleDdim } from '../../src/diffusion/ddim';
import { sampleEulerAncestral } from '../../src/diffusion/euler-a';
import { alphasCumprod, guide } from '../../src/diffusion/schedule';
import type { Runtime } from '../../src/engine/runtime';
import { plainTextProgram, predictProgram } from '../../src/nets/programs';
import { timeRows, withRuntime, type Bench, type Group, type Result } from './bench';
import { textSkip } from './inversion';

const GUIDANCE = 7;
const START = 49406;
const END = 49407;

/** The empty prompt shows the model's padding token. */
async function prompts(bench: Bench): Promise<Result[]> {
  const { model, golden } = bench;
  const empty = [START, END, ...Array<number>(model.text.positions - 2).fill(model.pad)];
  const tokens = await model.tokens.rows([...golden.integers('ids'), ...empty]);
  const text = plainTextProgram({ ...model, skip: textSkip(bench) }, 2);
  return withRuntime(bench, { text }, async (runtime) => {
    const { context } = await runtime.run('text', { tokens }, ['context']);
    const half = context.length / 2;
    return [
      { name: 'sample.cond', values: context.subarray(0, half) },
      { name: 'sample.uncond', values: context.subarray(half) },
    ];
  });
}

async function pictures(bench: Bench): Promise<Result[]> {
  const { model, golden } = bench;
  const start = golden.image('sample.x');
  const noises = golden.image('sample.noise').values;
  const size = start.values.length;
  const noise = (step: number): Float32Array => noises.subarray(step * size, (step + 1) * size);
  return withRuntime(bench, { predict: predictProgram(model, { ...start, batch: 2 }) }, async (runtime) => {
    const run = samplerRun(bench, runtime);
    return [
      { name: 'sample.ddim', values: await sampleDdim(start.values, run), image: true },
      { name: 'sample.euler_a', values: await sampleEulerAncestral(start.values, { ...run, noise }), image: true },
    ];
  });
}

function samplerRun(bench: Bench, runtime: Runtime) {
  const { model, golden, prediction } = bench;
  const context = joined(golden.floats('sample.uncond'), golden.floats('sample.cond'));
  const predict = async (latent: Float32Array, t: number): Promise<Float32Array> => {
    const inputs = { x: joined(latent, latent), time: timeRows(bench, [t, t]), context };
    const { output } = await runtime.run('predict', inputs, ['output']);
    return guide(output.subarray(0, latent.length), output.subarray(latent.length), GUIDANCE);
  };
  return { alphas: alphasCumprod(model.schedule), prediction, timesteps: golden.integers('sample.t'), predict };
}

function joined(a: Float32Array, b: Float32Array): Float32Array {
  const out = new Float32Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}

export const promptGroup: Group = { inputs: ['ids'], outputs: ['sample.cond', 'sample.uncond'], run: prompts };
export const pictureGroup: Group = {
  inputs: ['sample.x', 'sample.t', 'sample.noise', 'sample.cond', 'sample.uncond'],
  outputs: ['sample.ddim', 'sample.euler_a'],
  run: pictures,
};
