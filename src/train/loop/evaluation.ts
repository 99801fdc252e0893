/** @file Evaluations on the fixed set: their curve, the best state, and whether the run should end. */
import type { FailureData } from '../../failure';
import { isBetter, isScheduled, reasonToStop } from './best';
import type { LoopParts } from './loop-parts';
import type { EvalRecord } from '../messages';
import { mean } from '../numbers';

export class Evaluation {
  /** why the run ends before its last step */
  reason: FailureData | undefined;

  constructor(private readonly parts: LoopParts) {
    this.#forgetUnscheduled();
  }

  /** `end`: step at which the run ends. */
  async make(end: number): Promise<void> {
    const { session, state, listen, run } = this.parts;
    if (run.settings.evalItems === 0) return;
    listen({ kind: 'phase', phase: 'evaluating', done: 0, total: 1 });
    const items = await session.evaluate();
    const record = { step: state.step, loss: mean(items), items };
    state.evals.push(record);
    listen({ kind: 'evaluated', record });
    if (isScheduled(record, run.settings.evalEvery, end)) await this.#judge(record);
  }

  async #judge(record: EvalRecord): Promise<void> {
    const { session, state, listen, run } = this.parts;
    const { best = 'off' } = run.settings;
    if (best === 'off') return;
    const { step, loss } = record;
    if (isBetter(record, state.best)) {
      state.best = { step, loss, vectors: await session.vectors() };
      listen({ kind: 'best', step, loss });
    }
    this.reason ??= reasonToStop(state.evals, run.settings);
  }

  /** What was evaluated where a person stopped the run is not what an unbroken run would have. */
  #forgetUnscheduled(): void {
    const { state, run, rates } = this.parts;
    const end = rates.endAt(state.step);
    const kept = state.evals.filter((record) => isScheduled(record, run.settings.evalEvery, end));
    if (state.step < end) state.evals.splice(0, state.evals.length, ...kept);
  }
}
