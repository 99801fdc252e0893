/** @file The whole UNet forward, and a whole training step, on random weights. */
import type { Device } from '../engine/device';
import { plan } from '../engine/plan';
import { createRuntime, type HostArray, type Runtime } from '../engine/runtime';
import type { ProgramSource } from '../engine/schedule';
import { latentFactor, type ModelConfig } from '../nets/model';
import { predictProgram } from '../nets/programs';
import { recomputedBlocks } from '../train/step/recompute';
import type { RunSettings } from '../train/settings';
import { microProgram, startScalars, updateProgram, type StepSize } from '../train/step/step-graph';
import { updateRules } from '../train/step/update-settings';
import { idle, measure } from '../engine/timing/measure';
import { uniform, writeRandomWeights } from './random-weights';

/** Vectors of the word that is learned. */
const VECTORS = 8;
const PATIENCE = { least: 1, most: 5, budget: 4000, turn: 0 };

export interface StepTimes {
  recompute: boolean;
  /** of GPU memory that training takes, from its plan */
  memory: number;
  forward: { ms: number; flops: number };
  step: { ms: number; flops: number; dispatches: number };
}

/** Batch 1, `pixels` on a side. Throws `gpu.limit`, `gpu.out-of-memory` {bytes}, `gpu.lost`, `gpu.error`, the signal's reason. */
export async function measureStep(device: Device, config: ModelConfig, pixels: number, signal?: AbortSignal): Promise<StepTimes> {
  const { size, settings, recompute } = stepSize(device, config, pixels);
  const training = trainingPrograms(config, size);
  const runtime = await createRuntime(device, { ...training, forward: predictProgram(config, size) });
  try {
    await writeRandomWeights(runtime, signal);
    runtime.writeState('vectors', uniform(VECTORS * config.text.width).map((value) => value / 30));
    runtime.writeState('scalars', startScalars(size, config.unet.inChannels));
    const inputs = { ...modelInputs(config, size), settings: updateRules(settings)(0, 0.005) };
    const forward = await timed(runtime, ['forward'], inputs, signal);
    const step = await timed(runtime, ['micro', 'update'], inputs, signal);
    const { limits } = device.gpu;
    return { recompute: recompute > 0, forward, step, memory: plan(training, device.storage, limits.maxStorageBufferBindingSize, device.tuning).bytes };
  } finally {
    runtime.destroy();
  }
}

/** A step's forward and backward pass, for its table by op. */
export const stepProgram = (device: Device, config: ModelConfig, pixels: number): ProgramSource => microProgram(config, stepSize(device, config, pixels).size);

const trainingPrograms = (config: ModelConfig, size: StepSize): Record<string, ProgramSource> => ({ micro: microProgram(config, size), update: updateProgram(config, size) });

function stepSize(device: Device, config: ModelConfig, pixels: number): { size: StepSize; settings: RunSettings; recompute: number } {
  const factor = latentFactor(config.vae);
  const settings = settingsOf(pixels);
  const recompute = recomputedBlocks({ ...config, pad: 0, factor }, settings, device);
  const side = pixels / factor;
  return { settings, recompute, size: { batch: 1, height: side, width: side, vectors: VECTORS, accumulate: 1, recompute } };
}

function settingsOf(side: number): RunSettings {
  const preview = { every: 0, prompt: '', negative: '', sampler: 'ddim', steps: 20, guidance: 7, seed: 1 } as const;
  return {
    name: 'w', startText: '', vectors: VECTORS, steps: 1, rate: '0.005', batch: 1, accumulate: 1, templates: ['[name]'], seed: 1,
    clip: { mode: 'off', value: 1 }, preview, saveEvery: 0, evalItems: 0, evalEvery: 0, width: side, height: side,
  };
}

function modelInputs({ text, unet }: ModelConfig, { height, width }: StepSize): Record<string, HostArray> {
  const latent = height * width * unet.inChannels;
  return {
    tokens: uniform(text.positions * text.width).map((value) => value / 30),
    slots: Int32Array.from({ length: text.positions }, (_, i) => (i > 0 && i <= VECTORS ? i - 1 : -1)),
    weights: new Float32Array(text.positions).fill(1),
    x: uniform(latent), wanted: uniform(latent), time: uniform(unet.levels[0].channels),
    context: uniform(text.positions * unet.cross),
  };
}

/** The programs one after the other, their inputs uploaded each time: what a step costs. */
async function timed(runtime: Runtime, names: readonly string[], all: Readonly<Record<string, HostArray>>, signal?: AbortSignal): Promise<{ ms: number; flops: number; dispatches: number }> {
  const programs = names.map((name) => runtime.plan.programs.get(name)!);
  const inputs = programs.map(({ source }) => Object.fromEntries([...source.graph.inputs.keys()].map((name) => [name, all[name]])));
  const submit = async (times: number): Promise<void> => {
    for (let i = 0; i < times; i++) for (const [at, name] of names.entries()) await runtime.run(name, inputs[at], [], signal);
    await idle(runtime.device);
  };
  const ms = await measure(runtime.device, submit, PATIENCE, signal);
  const sum = (of: (program: (typeof programs)[number]) => number): number => programs.reduce((total, program) => total + of(program), 0);
  return { ms, flops: sum(({ flops }) => flops), dispatches: sum(({ dispatches }) => dispatches.length) };
}
