/** @file What all trajectories share: the model, three pictures as latents with their alpha, the settings around a case's. */
import { readFileSync } from 'node:fs';
import { normals, STREAM } from '../../../src/diffusion/philox';
import { maskWeights } from '../../../src/diffusion/loss-weight';
import { openModel, type Model } from '../../../src/nets/model';
import { loadTokenizer, type Tokenizer } from '../../../src/text/tokenizer';
import type { RunSettings } from '../../../src/train/settings';
import { diskFiles } from '../../verify/disk-files';
import { STEPS, type TrajectoryCase } from './cases';

export const MODEL = 'tests/fixtures/nano';
export const GOLDEN = 'tests/fixtures/trajectories/golden.safetensors';

/** Latents: wider than high, so that a mask that is turned is seen. */
export const HEIGHT = 4;
export const WIDTH = 6;
const CHANNELS = 4;

let tokenizer: Promise<Tokenizer> | undefined;

/** Read once: takes as long as some steps. */
export const openTokenizer = (): Promise<Tokenizer> => (tokenizer ??= loadTokenizer(new Uint8Array(readFileSync('public/clip/merges.txt.gz'))));

export async function modelFor({ prediction = 'epsilon' }: TrajectoryCase): Promise<Model> {
  const model = await openModel(diskFiles(MODEL));
  return { ...model, schedule: { ...model.schedule, prediction } };
}

export function settingsFor({ settings }: TrajectoryCase, { factor }: Pick<Model, 'factor'>): RunSettings {
  return {
    name: 'zorb', startText: 'a small cat', vectors: 3, steps: STEPS, rate: '0.005', batch: 1, accumulate: 1,
    templates: ['a picture of [name]', '[filewords] by [name] and others'], seed: 11, clip: { mode: 'off', value: 1 },
    preview: { every: 0, prompt: '', negative: '', sampler: 'ddim', steps: 1, guidance: 1, seed: 1 },
    saveEvery: 0, evalItems: 0, evalEvery: 0, width: WIDTH * factor, height: HEIGHT * factor, ...settings,
  };
}

export interface LatentPicture {
  caption: string;
  /** [HEIGHT, WIDTH, 4], times the scaling factor */
  latent: Float32Array;
  /** [HEIGHT, WIDTH] in 0..255 */
  alpha: Float32Array;
  /** of the alpha */
  weights: Float32Array | undefined;
}

/** One opaque in the middle of a soft edge, one half transparent everywhere, one opaque on its left. */
export const pictures = (): LatentPicture[] => [
  latentPicture(0, 'a wave', (x, y) => 255 - 60 * Math.abs(x - 2) - 20 * Math.abs(y - 1)),
  latentPicture(1, 'two waves, green', () => 128),
  latentPicture(2, 'stones', (x) => (x < 2 ? 255 : 10)),
];

function latentPicture(number: number, caption: string, alphaAt: (x: number, y: number) => number): LatentPicture {
  const alpha = Float32Array.from({ length: HEIGHT * WIDTH }, (_, i) => alphaAt(i % WIDTH, Math.floor(i / WIDTH)));
  return { caption, alpha, latent: normals(5, STREAM.latent, HEIGHT * WIDTH * CHANNELS, number), weights: maskWeights(alpha) };
}
