/** @file A run on the GPU: its programs, its states, what goes in and what comes out. */
import { minSnrWeight } from '../diffusion/loss-weight';
import { TRAIN_TIMESTEPS } from '../diffusion/schedule';
import type { Device } from '../engine/device';
import type { Runtime } from '../engine/runtime';
import type { Model } from '../nets/model';
import { batchInputs, type BatchInputs, type Noised } from './batch';
import { decodeLatent } from './decode';
import { drawSample, offsetNoise } from './draw';
import { evalItems } from './eval-set';
import { isAveraged, learnedState } from './learned';
import type { ResidentPart } from './messages';
import { latentOf, type Posterior } from './posterior';
import { denoise } from './preview';
import { hasMasks, isWeighted } from './programs';
import { previewText, programFor } from './prompt-shapes';
import type { PromptBook } from './prompts';
import type { PreviewPicture, Session, Snapshot, StepResult } from './session';
import type { RunSettings } from './settings';
import { latentSize } from './size';
import { drawCaption } from './tags';
import { updateRules } from './update-settings';
import { readVerdict } from './verdict';

export interface SessionParts {
  device: Device;
  model: Model;
  /** with the programs of `runPrograms` */
  runtime: Runtime;
  settings: RunSettings;
  book: PromptBook;
  alphas: Float32Array;
  /** one per picture */
  posteriors: readonly Posterior[];
  captions: readonly string[];
  /** one per picture: where its loss counts, [h, w]; absent = everywhere alike */
  masks?: readonly (Float32Array | undefined)[];
  /** mean norm of the model's own tokens, where the run draws its vectors to it */
  tokenNorm?: number;
  /** told what is on the GPU, whenever that changes */
  resident: ResidentListener;
}

/** Networks whose weights are on the GPU, and the bytes of all buffers. */
export type ResidentListener = (parts: ResidentPart[], bytes: number) => void;

export class GpuSession implements Session {
  #handedOver: Promise<unknown> = Promise.resolve();
  readonly #updateAt: ReturnType<typeof updateRules>;

  constructor(private readonly parts: SessionParts) {
    this.#updateAt = updateRules(parts.settings, parts.tokenNorm);
  }

  /** Inputs are made while earlier steps run; programs are handed over strictly step by step. */
  async step(step: number, rate: number): Promise<StepResult> {
    const { accumulate } = this.parts.settings;
    const micros = Array.from({ length: accumulate }, (_, i) => this.#inputs(this.#samples(step * accumulate + i), isWeighted(this.parts.settings)));
    const turn = Promise.all([Promise.all(micros), this.#handedOver]).then(([inputs]) => this.#handOver(inputs, this.#updateAt(step, rate)));
    this.#handedOver = turn.catch(() => {}); // told by this step
    const { update, losses } = await turn;
    const { verdict } = await update;
    const read = await losses;
    const all = Float32Array.from(read.flatMap((part) => [...part.losses]));
    return { losses: all, ...readVerdict(verdict) };
  }

  /** Starts all programs of a step; promises in a box, so that the next step need not wait for their results. */
  #handOver(batches: readonly BatchInputs[], settings: Float32Array) {
    const { runtime } = this.parts;
    const losses = Promise.all(batches.map(({ rows, inputs }) => runtime.run(programFor('micro', rows), inputs, ['losses'])));
    const update = runtime.run('update', { settings }, ['verdict']);
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
      const { rows, inputs } = await this.#inputs(filled, hasMasks(settings));
      const read = await runtime.run(programFor('evaluate', rows), inputs, ['losses']);
      losses.push(...read.losses.subarray(0, chunk.length));
    }
    return losses;
  }

  async preview(onStep: (done: number, total: number) => void): Promise<PreviewPicture> {
    const { device, model, settings, runtime } = this.parts;
    const prompt = previewText(settings);
    const parts = { ...this.parts, ...this.#network(), latentSize: this.#latentSize };
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
      ...(isAveraged(this.parts.settings) && { ema: await runtime.readState('ema') }),
    };
  }

  vectors(): Promise<Float32Array> {
    return this.parts.runtime.readState(learnedState(this.parts.settings));
  }

  /** The samples of micro batch number `micro`, counted from the run's start. */
  #samples(micro: number): Noised[] {
    const { batch } = this.parts.settings;
    return Array.from({ length: batch }, (_, i) => this.#sample(micro * batch + i));
  }

  #sample(index: number): Noised {
    const { settings, posteriors, captions, book, alphas, model } = this.parts;
    const { seed, latentSampling = 'deterministic', shuffleTags = false, tagDropout = 0, minSnr = 0, noiseOffset = 0 } = settings;
    const drawn = { seed, pictures: posteriors.length, lines: settings.templates.length };
    const { picture, line, timestep, noise } = drawSample({ ...drawn, latentSize: this.#latentSize, timesteps: TRAIN_TIMESTEPS }, index);
    const caption = drawCaption(captions[picture], { shuffle: shuffleTags, dropout: tagDropout }, seed, index);
    return {
      latent: latentOf(posteriors[picture], latentSampling, seed, picture, index),
      prompt: book.line(line, caption),
      timestep,
      noise: offsetNoise(noise, noiseOffset, { seed, sample: index, channels: model.unet.inChannels }),
      weight: minSnrWeight(alphas[timestep], minSnr, model.schedule.prediction),
      mask: this.parts.masks?.[picture],
    };
  }

  get #latentSize(): number {
    return this.parts.posteriors[0].mean.length;
  }

  #evalItems(): Noised[] {
    const { settings, posteriors, captions, book } = this.parts;
    const items = evalItems(settings.seed, settings.evalItems, posteriors.length, TRAIN_TIMESTEPS, this.#latentSize);
    return items.map(({ picture, timestep, noise }) => ({
      latent: posteriors[picture].mean,
      prompt: book.line(0, captions[picture]),
      timestep,
      noise,
      mask: this.parts.masks?.[picture],
    }));
  }

  #inputs(samples: readonly Noised[], weighted: boolean) {
    const { alphas, book, model } = this.parts;
    return batchInputs(samples, { alphas, ...this.#network(), channels: model.unet.inChannels, weighted }, book);
  }

  #network() {
    const { schedule, unet } = this.parts.model;
    return { prediction: schedule.prediction, timeWidth: unet.levels[0].channels };
  }
}
