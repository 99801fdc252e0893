/**
 * @file Runs of twenty steps on fixtures/nano that PyTorch made too (tests/reference/trajectories.py): each setting of the
 * arithmetic by itself. `settings` are ours; `reference` says the same in torch's terms, written out, not computed by our code.
 */
import type { PredictionType } from '../../../src/diffusion/schedule';
import type { RunSettings } from '../../../src/train/settings';

export const STEPS = 20;

/**
 * Adam's first step is the gradient's sign. A case is refused whose first gradient has an element nearer to zero than
 * this part of their root mean square, by PyTorch: half precision (8e-4 of it here) might turn it. Another seed will do.
 */
export const LEAST_GRADIENT = 4e-3;

/** What the script reads; absent = plain. */
export interface Reference {
  batch?: number;
  accumulate?: number;
  /** one per step */
  rates?: number[];
  warmup?: number;
  cosine?: boolean;
  skip?: number;
  clip?: { mode: 'value' | 'norm'; values: number[]; scaled: boolean };
  huber?: number;
  minSnr?: number;
  ema?: number;
  normDecay?: number;
}

export interface TrajectoryCase {
  settings: Partial<RunSettings>;
  reference: Reference;
  prediction?: PredictionType;
  /** in f32 only: the gradients' signs are all that is left of them, and a narrow storage's rounding turns those near zero */
  exact?: boolean;
}

const steps = (...stretches: [count: number, value: number][]): number[] =>
  stretches.flatMap(([count, value]) => Array.from({ length: count }, () => value));

export const TRAJECTORIES: Readonly<Record<string, TrajectoryCase>> = {
  plain: { settings: {}, reference: {} },
  'batch 2': {
    settings: { batch: 2, rate: '0.01:5, 0.005:0.5, 0.002' },
    reference: { batch: 2, rates: steps([5, 0.01], [5, 0.005], [10, 0.002]) },
  },
  'accumulation 2': { settings: { accumulate: 2 }, reference: { accumulate: 2 } },
  'clipping by value': {
    settings: { clip: { mode: 'value', value: 1, schedule: '0.01:8, 0.002' } },
    reference: { clip: { mode: 'value', values: steps([8, 0.01], [12, 0.002]), scaled: false } },
  },
  'clipping by norm': {
    settings: { clip: { mode: 'norm', value: 0.1 } },
    reference: { clip: { mode: 'norm', values: steps([20, 0.1]), scaled: false } },
  },
  'clipping of scaled gradients by a large value': {
    settings: { clip: { mode: 'value', value: 1500, gradients: 'scaled' } },
    reference: { clip: { mode: 'value', values: steps([20, 1500]), scaled: true } },
  },
  'clipping of scaled gradients by value': {
    settings: { clip: { mode: 'value', value: 0.1, gradients: 'scaled' } },
    reference: { clip: { mode: 'value', values: steps([20, 0.1]), scaled: true } },
    exact: true,
  },
  'clipping of scaled gradients by norm': {
    settings: { clip: { mode: 'norm', value: 0.1, gradients: 'scaled' } },
    reference: { clip: { mode: 'norm', values: steps([20, 0.1]), scaled: true } },
  },
  mask: { settings: { lossWeight: 'mask', batch: 2 }, reference: { batch: 2 } },
  'v prediction': { settings: { seed: 13 }, reference: {}, prediction: 'v_prediction' },
  'clip skip 2': { settings: { clipSkip: 2, seed: 13 }, reference: { skip: 2 } },
  huber: { settings: { huber: 0.5 }, reference: { huber: 0.5 } },
  'average and norm decay': { settings: { ema: 0.7, normDecay: 20 }, reference: { ema: 0.7, normDecay: 20 } },
  'min-SNR, warm-up and cosine': {
    settings: { minSnr: 0.5, warmup: 4, rateShape: 'cosine' },
    reference: { minSnr: 0.5, warmup: 4, cosine: true },
  },
};
