/** @file A run's pictures, captions and random numbers as batches to train with and to evaluate on. */
import { minSnrWeight } from '../../diffusion/loss-weight';
import { TRAIN_TIMESTEPS } from '../../diffusion/schedule';
import type { Model } from '../../nets/model';
import { fillTemplate } from '../../text/templates';
import type { Noised } from './batch';
import { drawNoise, drawSample, offsetNoise, type DrawSettings } from './draw';
import { evalItems } from './eval-set';
import type { Moment } from '../messages';
import { PictureOrder } from './picture-order';
import { latentOf, type Posterior } from './posterior';
import type { PromptBook } from '../prompts/prompts';
import type { RunSettings } from '../settings';
import { distinctSizes, numbersBySize, sameSize, type PixelSize } from '../size';
import { drawCaption } from '../prompts/tags';
import { trainedWords } from '../prompts/words';

export interface RunPicture {
  id: string;
  posterior: Posterior;
  /** of the latent */
  size: PixelSize;
  caption: string;
  /** number of the word that it shows */
  word: number;
  /** where its loss counts, [h, w]; absent = everywhere alike */
  mask?: Float32Array;
}

export interface SamplerParts {
  settings: RunSettings;
  model: Pick<Model, 'unet' | 'schedule'>;
  book: PromptBook;
  alphas: Float32Array;
  pictures: readonly RunPicture[];
}

/** Samples of one size. */
export interface Batch {
  samples: Noised[];
  /** of their latents, where the run has several: then each has programs of its own */
  size?: PixelSize;
}

/** `items`: numbers of the evaluation set that the first samples are; those behind them only fill up. */
export interface EvalBatch extends Batch {
  items: number[];
}

export class Sampler {
  readonly #sizes: PixelSize[];
  readonly #draw: DrawSettings;

  constructor(private readonly parts: SamplerParts) {
    const { settings: { seed, batch, templates }, pictures } = parts;
    this.#sizes = distinctSizes(pictures.map(({ size }) => size));
    const sizes = numbersBySize(pictures.map(({ size }) => size));
    this.#draw = { seed, order: new PictureOrder({ seed, batch, sizes }), lines: templates.length, timesteps: TRAIN_TIMESTEPS };
  }

  /** The samples of micro batch number `micro`, counted from the run's start. */
  micro(micro: number): Batch {
    const { batch } = this.parts.settings;
    const indexes = Array.from({ length: batch }, (_, i) => micro * batch + i);
    return { samples: indexes.map((index) => this.#sample(index)), size: this.#sizeOf(this.#draw.order.pictureAt(micro * batch)) };
  }

  /** The fixed set in batches. */
  evaluation(): EvalBatch[] {
    const { settings: { batch }, pictures } = this.parts;
    const items = this.#evalItems();
    return this.#sizes.flatMap((size) => {
      const numbers = numbersOf(items, ({ picture }) => sameSize(pictures[picture].size, size));
      return chunksOf(numbers, batch).map((chunk) => {
        const filled = Array.from({ length: batch }, (_, i) => items[chunk[Math.min(i, chunk.length - 1)]]);
        return { samples: filled.map(({ noised }) => noised), size: this.#sizeOf(filled[0].picture), items: chunk };
      });
    });
  }

  #sample(index: number): Noised {
    const { settings, pictures, book, alphas, model } = this.parts;
    const { seed, latentSampling = 'deterministic', minSnr = 0, noiseOffset = 0 } = settings;
    const { picture, line, timestep } = drawSample(this.#draw, index);
    const { posterior, word, mask } = pictures[picture];
    const noise = drawNoise(seed, index, posterior.mean.length);
    return {
      latent: latentOf(posterior, latentSampling, seed, picture, index),
      prompt: book.line(line, { text: this.#captionOf(picture, index), word }),
      timestep,
      noise: offsetNoise(noise, noiseOffset, { seed, sample: index, channels: model.unet.inChannels }),
      weight: minSnrWeight(alphas[timestep], minSnr, model.schedule.prediction),
      mask,
    };
  }

  /** What a step's first sample is about. */
  moment(step: number): Moment {
    const { settings, pictures } = this.parts;
    const { batch, accumulate, templates } = settings;
    const first = step * accumulate * batch;
    const { picture, line } = drawSample(this.#draw, first);
    const { id, word } = pictures[picture];
    return { prompt: fillTemplate(templates[line], trainedWords(settings)[word].name, this.#captionOf(picture, first)), pictureId: id };
  }

  #captionOf(picture: number, index: number): string {
    const { settings: { seed, shuffleTags = false, tagDropout = 0 }, pictures } = this.parts;
    return drawCaption(pictures[picture].caption, { shuffle: shuffleTags, dropout: tagDropout }, seed, index);
  }

  #evalItems(): { picture: number; noised: Noised }[] {
    const { settings: { seed, evalItems: count }, pictures, book } = this.parts;
    const words = [...new Set(pictures.map(({ word }) => word))].map((word) => numbersOf(pictures, (picture) => picture.word === word));
    const latentValues = (picture: number): number => pictures[picture].posterior.mean.length;
    return evalItems({ seed, count, words, timesteps: TRAIN_TIMESTEPS, latentValues }).map(({ picture, timestep, noise }) => {
      const { posterior, caption: text, word, mask } = pictures[picture];
      return { picture, noised: { latent: posterior.mean, prompt: book.line(0, { text, word }), timestep, noise, mask } };
    });
  }

  #sizeOf(picture: number): PixelSize | undefined {
    return this.#sizes.length > 1 ? this.parts.pictures[picture].size : undefined;
  }
}

const numbersOf = <T>(all: readonly T[], fits: (one: T) => boolean): number[] => [...all.keys()].filter((i) => fits(all[i]));

const chunksOf = (numbers: readonly number[], most: number): number[][] =>
  Array.from({ length: Math.ceil(numbers.length / most) }, (_, i) => numbers.slice(i * most, (i + 1) * most));
