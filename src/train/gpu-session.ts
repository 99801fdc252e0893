/** @file A run on the GPU: its programs, its states, what goes in and what comes out. */
import { TRAIN_TIMESTEPS } from '../diffusion/schedule';
import type { Device } from '../engine/device';
import type { Runtime } from '../engine/runtime';
import type { Model } from '../nets/model';
import { batchInputs, type BatchInputs, type Noised } from './batch';
import { decodeLatent } from './decode';
import { drawSample } from './draw';
import { evalItems } from './eval-set';
import type { ResidentPart } from './messages';
import { denoise } from './preview';
import { previewText, programFor } from './prompt-shapes';
import type { PromptBook } from './prompts';
import type { PreviewPicture, Session, Snapshot, StepResult } from './session';
import type { RunSettings } from './settings';
import { latentSize } from './size';
import { updateSettings } from './step-graph';

export interface SessionParts {
  device: Device;
  model: Model;
  /** with the programs of `runPrograms` */
  runtime: Runtime;
  settings: RunSettings;
  book: PromptBook;
  alphas: Float32Array;
  /** one per picture */
  latents: readonly Float32Array[];
  captions: readonly string[];
  /** told what is on the GPU, whenever that changes */
  resident: ResidentListener;
}

/** Networks whose weights are on the GPU, and the bytes of all buffers. */
export type ResidentListener = (parts: ResidentPart[], bytes: number) => void;

export class GpuSession implements Session {
  #handedOver: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: SessionParts) {}

  /** Inputs are made while earlier steps run; programs are handed over strictly step by step. */
  async step(step: number, rate: number): Promise<StepResult> {
    const { accumulate } = this.parts.settings;
    const micros = Array.from({ length: accumulate }, (_, i) => this.#inputs(this.#samples(step * accumulate + i)));
    const turn = Promise.all([Promise.all(micros), this.#handedOver]).then(([inputs]) => this.#handOver(inputs, rate));
    this.#handedOver = turn.catch(() => {}); // told by this step
    const { update, losses } = await turn;
    const { verdict } = await update;
    const read = await losses;
    const all = Float32Array.from(read.flatMap((part) => [...part.losses]));
    return { losses: all, applied: verdict[0] === 1, skippedInRow: verdict[4] };
  }

  /** Starts all programs of a step; promises in a box, so that the next step need not wait for their results. */
  #handOver(batches: readonly BatchInputs[], rate: number) {
    const { runtime, settings } = this.parts;
    const losses = Promise.all(batches.map(({ rows, inputs }) => runtime.run(programFor('micro', rows), inputs, ['losses'])));
    const update = runtime.run('update', { settings: updateSettings(rate, settings.clip) }, ['verdict']);
    update.catch(() => {}); // both fail together, when the device is lost
    losses.catch(() => {});
    return { update, losses };
  }

  async evaluate(): Promise<number[]> {
    const { runtime, settings } = this.parts;
    const items = this.#evalItems();
    const losses: number[] = [];
    for (let at = 0; at < items.length; at += settings.batch) {
      const chunk = items.slice(at, at + settings.batch);
      const filled = Array.from({ length: settings.batch }, (_, i) => chunk[Math.min(i, chunk.length - 1)]);
      const { rows, inputs } = await this.#inputs(filled);
      const read = await runtime.run(programFor('evaluate', rows), inputs, ['losses']);
      losses.push(...read.losses.subarray(0, chunk.length));
    }
    return losses;
  }

  async preview(onStep: (done: number, total: number) => void): Promise<PreviewPicture> {
    const { device, model, settings, runtime } = this.parts;
    const prompt = previewText(settings);
    const parts = { ...this.parts, ...this.#network(), latentSize: this.parts.latents[0].length };
    const latent = await denoise(prompt, settings.preview, parts, onStep);
    const png = await decodeLatent(device, model, latent, latentSize(model, settings), { idle: runtime, resident: this.parts.resident });
    return { png, prompt: prompt.replaceAll('[name]', settings.name) };
  }

  async snapshot(): Promise<Snapshot> {
    const { runtime } = this.parts;
    return {
      vectors: await runtime.readState('vectors'),
      moment1: await runtime.readState('moment1'),
      moment2: await runtime.readState('moment2'),
      scalars: await runtime.readState('scalars'),
    };
  }

  vectors(): Promise<Float32Array> {
    return this.parts.runtime.readState('vectors');
  }

  /** The samples of micro batch number `micro`, counted from the run's start. */
  #samples(micro: number): Noised[] {
    const { settings, latents, captions, book } = this.parts;
    const drawn = { seed: settings.seed, pictures: latents.length, lines: settings.templates.length };
    const sizes = { latentSize: latents[0].length, timesteps: TRAIN_TIMESTEPS };
    return Array.from({ length: settings.batch }, (_, i) => {
      const { picture, line, timestep, noise } = drawSample({ ...drawn, ...sizes }, micro * settings.batch + i);
      return { latent: latents[picture], prompt: book.line(line, captions[picture]), timestep, noise };
    });
  }

  #evalItems(): Noised[] {
    const { settings, latents, captions, book } = this.parts;
    const items = evalItems(settings.seed, settings.evalItems, latents.length, TRAIN_TIMESTEPS, latents[0].length);
    return items.map(({ picture, timestep, noise }) => ({
      latent: latents[picture],
      prompt: book.line(0, captions[picture]),
      timestep,
      noise,
    }));
  }

  #inputs(samples: readonly Noised[]) {
    return batchInputs(samples, { alphas: this.parts.alphas, ...this.#network() }, this.parts.book);
  }

  #network() {
    const { schedule, unet } = this.parts.model;
    return { prediction: schedule.prediction, timeWidth: unet.levels[0].channels };
  }
}
