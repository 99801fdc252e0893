/** @file ti.*: Textual Inversion with AdamW, the first gradient and every loss. */
import { addNoise, alphasCumprod, targetOf } from '../../src/diffusion/schedule';
import { Failure } from '../../src/failure';
import type { Skip } from '../../src/nets/clip-text';
import type { Runtime } from '../../src/engine/runtime';
import { startScalars, stepGraphs, type StepSize } from '../../src/train/step/step-graph';
import { updateRules } from '../../src/train/step/update-settings';
import { timeRows, withRuntime, type Bench, type Group, type Result } from './bench';

const RATE = 5e-3;

/** Of the model; the golden file counts the reference's layers. */
export function textSkip({ golden, model, layersLeftOut }: Bench): Skip {
  if (!golden.has('ti.skip')) return model.skip;
  const skip = golden.integers('ti.skip')[0] - layersLeftOut;
  if (skip !== 1 && skip !== 2) throw new Failure('golden.value', { name: 'ti.skip', value: skip });
  return skip;
}

async function run(bench: Bench): Promise<Result[]> {
  const { model, golden } = bench;
  const [, , height, width] = golden.shape('ti.latents');
  const size: StepSize = { batch: 1, height, width, vectors: golden.shape('ti.init')[0], accumulate: 1 };
  const programs = stepGraphs({ ...model, skip: textSkip(bench) }, size);
  return withRuntime(bench, programs, (runtime) => train(bench, runtime, size));
}

async function train(bench: Bench, runtime: Runtime, size: StepSize): Promise<Result[]> {
  const init = bench.golden.floats('ti.init');
  const inputs = await stepInputs(bench);
  runtime.writeState('vectors', init);
  for (const name of ['moment1', 'moment2', 'sum']) runtime.writeState(name, new Float32Array(init.length));
  runtime.writeState('scalars', startScalars(size, bench.model.unet.outChannels));
  const settingsAt = updateRules({ clip: { mode: 'off', value: 0 }, steps: inputs.length });
  const losses: number[] = [];
  let grad0 = new Float32Array();
  for (const [step, input] of inputs.entries()) {
    losses.push((await runtime.run('micro', input, ['losses'])).losses[0]);
    if (step === 0) grad0 = Float32Array.from(await runtime.readState('sum'));
    await runtime.run('update', { settings: settingsAt(step, RATE) });
  }
  return [
    { name: 'ti.loss0', values: Float32Array.of(losses[0]) },
    { name: 'ti.grad0', values: grad0 },
    { name: 'ti.losses', values: Float32Array.from(losses) },
    { name: 'ti.final', values: await runtime.readState('vectors'), from: init },
  ];
}

/** Inputs of `micro` for every step. */
async function stepInputs(bench: Bench) {
  const { golden, prediction } = bench;
  const alphas = alphasCumprod(bench.model.schedule);
  const text = await textInputs(bench);
  const latents = rowsOf(golden.image('ti.latents'));
  const noises = rowsOf(golden.image('ti.noise'));
  const order = golden.integers('ti.order');
  return golden.integers('ti.t').map((t, step) => {
    const [latent, noise, alpha] = [latents[order[step]], noises[step], alphas[t]];
    const x = addNoise(latent, noise, alpha);
    return { ...text, x, wanted: targetOf(prediction, latent, noise, alpha), time: timeRows(bench, [t]) };
  });
}

/** The prompt with the learned vectors from position `pos` on. */
async function textInputs({ model, golden }: Bench) {
  const ids = golden.integers('ids');
  const [pos, count] = golden.integers('ti.pos');
  const slots = Int32Array.from(ids, (_, i) => (i >= pos && i < pos + count ? i - pos : -1));
  return { tokens: await model.tokens.rows(ids), slots };
}

function rowsOf({ values, batch }: { values: Float32Array; batch: number }): Float32Array[] {
  const size = values.length / batch;
  return Array.from({ length: batch }, (_, i) => values.subarray(i * size, (i + 1) * size));
}

export const inversionGroup: Group = {
  inputs: ['ids', 'ti.init', 'ti.pos', 'ti.skip', 'ti.latents', 'ti.t', 'ti.noise', 'ti.order'],
  outputs: ['ti.loss0', 'ti.grad0', 'ti.losses', 'ti.final'],
  run,
};
