/** @file What an update's verdict says of the step. */
import { VERDICT_NORMS } from '../../engine/ops/optimizer/optimizer';
import { mean } from '../numbers';
import type { StepResult } from '../session';

/** `verdict` as the op `adamw` returns it. */
export function readVerdict(verdict: Float32Array): Omit<StepResult, 'losses'> {
  const applied = verdict[0] === 1;
  const norm = mean(verdict.subarray(VERDICT_NORMS));
  return { applied, skippedInRow: verdict[4], norm, ...(applied && { gradient: verdict[5] }) };
}
