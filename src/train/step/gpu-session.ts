/** @file A run on the GPU: its programs, its states, what goes in and what comes out. */
import { unweighted } from '../../diffusion/loss-weight';
import type { Device } from '../../engine/device';
import type { Runtime } from '../../engine/runtime';
import type { Model } from '../../nets/model';
import type { Reach } from '../../text/prompt';
import { batchInputs, type BatchInputs } from '../samples/batch';
import { decodeLatent } from '../preview/decode';
import { isAveraged, learnedState } from './learned';
import type { ResidentPart } from '../messages';
import { Influence } from '../preview/influence';
import { denoise } from '../preview/preview';
import { hasMasks, isWeighted } from './run-steps';
import { previewTexts } from '../prompts/preview-texts';
import { programFor } from '../prompts/prompt-shapes';
import type { PromptBook } from '../prompts/prompts';
import type { PreviewPicture, Session, Snapshot, StepResult } from '../session';
import type { PreviewSettings, RunSettings } from '../settings';
import { Sampler, type Batch, type RunPicture } from '../samples/sampler';
import { previewSize } from '../size';
import { trainedWords } from '../prompts/words';
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
  pictures: readonly RunPicture[];
  /** pictures that were made of the word so far */
  previewed: number;
  /** rows of the shortest prompts that previews have programs for */
  previewRows: number;
  /** numbers of texts that there are programs for, in order */
  texts: readonly number[];
  /** what the trained vectors reach by the programs */
  reach?: Reach;
  /** mean norm of the model's own tokens, where the run draws its vectors to it */
  tokenNorm?: number;
  /** told what is on the GPU, whenever that changes */
  resident: ResidentListener;
}

/** Networks whose weights are on the GPU, and the bytes of all buffers. */
export type ResidentListener = (parts: ResidentPart[], bytes: number) => void;

type SizedInputs = BatchInputs & Pick<Batch, 'size'>;

export class GpuSession implements Session {
  #handedOver: Promise<unknown> = Promise.resolve();
  readonly #updateAt: ReturnType<typeof updateRules>;
  readonly #sampler: Sampler;
  readonly #influence: Influence;
  #previewed: number;

  constructor(private readonly parts: SessionParts) {
    this.#updateAt = updateRules(parts.settings, parts.tokenNorm);
    this.#sampler = new Sampler(parts);
    this.#previewed = parts.previewed;
    this.#influence = new Influence({ ...parts, ...this.#network(), latentSize: this.#previewNumbers(), rows: parts.previewRows }, parts.settings.preview.seed);
  }

  /** Inputs are made while earlier steps run; programs are handed over strictly step by step. */
  async step(step: number, rate: number): Promise<StepResult> {
    const { accumulate } = this.parts.settings;
    const batches = Array.from({ length: accumulate }, (_, i) => this.#sampler.micro(step * accumulate + i));
    const micros = Promise.all(batches.map((batch) => this.#inputs(batch, isWeighted(this.parts.settings), this.parts.texts)));
    const turn = Promise.all([micros, this.#handedOver]).then(([inputs]) => this.#handOver(inputs, this.#updateAt(step, rate)));
    this.#handedOver = turn.catch(() => {}); // told by this step
    const { update, losses } = await turn;
    const { verdict } = await update;
    const read = await losses;
    const all = read.flatMap((part) => [...part.losses]);
    const weights = batches.flatMap(({ samples }) => samples.map(({ weight = 1 }) => weight));
    return { losses: Float32Array.from(all, (loss, i) => unweighted(loss, weights[i])), ...readVerdict(verdict), now: this.#sampler.moment(step) };
  }

  /** Starts all programs of a step; promises in a box, so that the next step need not wait for their results. */
  #handOver(batches: readonly SizedInputs[], settings: Float32Array) {
    const { runtime } = this.parts;
    const losses = Promise.all(batches.map(({ inputs, ...of }) => runtime.run(this.#microOf(of), inputs, ['losses'])));
    const update = runtime.run('update', { settings }, ['verdict']);
    update.catch(() => {}); // both fail together, when the device is lost
    losses.catch(() => {});
    return { update, losses };
  }

  #microOf({ rows, size, texts }: Omit<SizedInputs, 'inputs'>): string {
    return programFor('micro', rows, size, this.parts.texts.length > 1 ? texts : undefined);
  }

  async evaluate(): Promise<number[]> {
    const { runtime, settings, texts } = this.parts;
    const losses: number[] = [];
    for (const batch of this.#sampler.evaluation()) {
      const { rows, size, inputs } = await this.#inputs(batch, hasMasks(settings), texts.slice(-1));
      const read = await runtime.run(programFor('evaluate', rows, size), inputs, ['losses']);
      batch.items.forEach((item, i) => (losses[item] = read.losses[i]));
    }
    return losses;
  }

  /** Of the run's words in turn. */
  async preview(preview: PreviewSettings, onStep: (done: number, total: number) => void): Promise<PreviewPicture> {
    const { device, model, settings, runtime, book, resident } = this.parts;
    const { negative, prompt } = previewTexts({ ...settings, preview });
    const words = trainedWords(settings);
    const word = this.#previewed % words.length;
    const prompts = { negative: book.text(negative, word), prompt: book.text(prompt, word) };
    const size = previewSize(model, settings);
    const parts = { ...this.parts, ...this.#network(), latentSize: this.#previewNumbers() };
    const latent = await denoise(prompts, preview, parts, onStep);
    const influence = await this.#influence.of(word);
    const png = await decodeLatent(device, model, latent, size, { idle: runtime, resident });
    this.#previewed++; // one that failed is made up for by the next: whose picture is whose is counted by those there are
    return { png, prompt: prompt.replaceAll('[name]', words[word].name), ...(influence !== undefined && { influence }) };
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

  async #inputs({ samples, size }: Batch, weighted: boolean, texts: readonly number[]): Promise<SizedInputs> {
    const { alphas, book, model, reach } = this.parts;
    return { ...(await batchInputs(samples, { alphas, ...this.#network(), channels: model.unet.inChannels, weighted, texts, reach }, book)), size };
  }

  #previewNumbers(): number {
    const { model, settings } = this.parts;
    const { width, height } = previewSize(model, settings);
    return width * height * model.unet.inChannels;
  }

  #network() {
    const { schedule, unet } = this.parts.model;
    return { prediction: schedule.prediction, timeWidth: unet.levels[0].channels };
  }
}
