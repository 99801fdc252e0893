/**
 * @file The state that did best on the evaluation set, and when to stop looking for a better one. Only evaluations that
 * the settings ask for count: one made because a person stopped the run must not decide how it would have gone on.
 */
import { Failure, type FailureData } from '../../failure';
import { learnedVectors } from '../step/learned';
import type { EvalRecord } from '../messages';
import { variance } from '../numbers';
import type { RunState } from '../records';
import type { RunSettings } from '../settings';

/**
 * DVAR: Voronov, Khoroshikh, Babenko, Ryabinin, “Is This Loss Informative? Faster Text-to-Image Customization by Tracking
 * Objective Dynamics”, NeurIPS 2023: the loss on a fixed batch of latents, timesteps, noises and captions has settled when
 * its variance over the last 310 steps is below 0.15 of its variance over all of them (Textual Inversion's values).
 */
const DVAR_STEPS = 310;
const DVAR_SHARE = 0.15;
/** The paper evaluates at every step. Of fewer values than this a variance says nothing. */
const DVAR_FEWEST = 5;

/** What “best” knows of a run's settings. */
export type BestSettings = Pick<RunSettings, 'best' | 'patience' | 'evalEvery'>;

/** Throws `settings.best-evaluation` where there would be nothing to tell the best by. */
export function checkBest({ best = 'off', evalEvery, evalItems }: BestSettings & Pick<RunSettings, 'evalItems'>): void {
  if (best !== 'off' && !(evalEvery > 0 && evalItems > 0)) throw new Failure('settings.best-evaluation');
}

/** Whether an evaluation belongs to the run as it was set. `end`: step at which the run ends. */
export const isScheduled = ({ step }: Pick<EvalRecord, 'step'>, evalEvery: number, end: number): boolean =>
  step === 0 || step === end || (evalEvery > 0 && step % evalEvery === 0);

/** The untrained word is no candidate: who trains wants to see what came of it. */
export const isBetter = ({ step, loss }: EvalRecord, best: RunState['best']): boolean => step > 0 && (!best || loss < best.loss);

/** Why the run should end here; undefined where it should go on. `evals`: scheduled ones, in order. */
export function reasonToStop(evals: readonly EvalRecord[], { best = 'off', patience = 0, evalEvery }: BestSettings): FailureData | undefined {
  if (best !== 'stop' || evals.length < 2) return undefined;
  const { bestStep, since } = sinceBest(evals);
  if (patience > 0 && since >= patience) return { code: 'run.ended-patience', values: { count: since, best: bestStep } };
  if (hasSettled(evals.map(({ loss }) => loss), evalEvery)) return { code: 'run.ended-settled', values: { best: bestStep } };
  return undefined;
}

/** Step of the best evaluation after the start, and how many came after it. At least two evaluations. */
export function sinceBest(evals: readonly EvalRecord[]): { bestStep: number; since: number } {
  const trained = evals.filter(({ step }) => step > 0);
  const lowest = Math.min(...trained.map(({ loss }) => loss));
  const at = trained.findIndex(({ loss }) => loss === lowest);
  return { bestStep: trained[at].step, since: trained.length - 1 - at };
}

/** DVAR's criterion on losses made every `every` steps. */
export function hasSettled(losses: readonly number[], every: number): boolean {
  if (every <= 0) return false;
  const window = Math.max(DVAR_FEWEST, Math.ceil(DVAR_STEPS / every));
  return losses.length > window && variance(losses.slice(-window)) < DVAR_SHARE * variance(losses);
}

/** The word that a state stands for: the best one where the run looks for it. A run goes on from its last state all the same. */
export function exportedWord(state: Pick<RunState, 'step' | 'vectors' | 'ema' | 'best'>): { step: number; vectors: Float32Array } {
  return state.best ?? { step: state.step, vectors: learnedVectors(state) };
}
