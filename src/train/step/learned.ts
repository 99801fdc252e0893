/**
 * @file Which vectors are the word: those being trained, or, where the run keeps one, their running average. What is
 * evaluated, shown in previews, measured and exported is the same: the word as it would be used.
 */
import type { RunState } from '../records';
import type { RunSettings } from '../settings';

export const isAveraged = ({ ema = 0 }: Pick<RunSettings, 'ema'>): boolean => ema > 0;

/** Name of the state on the GPU. */
export const learnedState = (settings: Pick<RunSettings, 'ema'>): 'ema' | 'vectors' => (isAveraged(settings) ? 'ema' : 'vectors');

export const learnedVectors = ({ ema, vectors }: Pick<RunState, 'ema' | 'vectors'>): Float32Array => ema ?? vectors;
