/** @file Tells what the guides warn of, each once a run. */
import type { FailureData } from '../../failure';
import { stepsOfEpoch } from '../../formats/a1111-run/loss-csv';
import { isScheduled } from './best';
import type { LoopParts } from './loop-parts';
import { evaluationWarnings, previewWarnings, stepWarnings } from './warnings';

export class Watch {
  constructor(private readonly parts: LoopParts) {}

  afterStep(): void {
    const { state, tokenNorm } = this.parts;
    this.#tell(stepWarnings({ log: state.log, tokenNorm }));
  }

  afterEvaluation(): void {
    const { state, pictures, run } = this.parts;
    const { batch, accumulate, evalEvery, steps } = run.settings;
    const evals = state.evals.filter((record) => isScheduled(record, evalEvery, steps));
    this.#tell(evaluationWarnings({ evals, epoch: stepsOfEpoch(pictures, batch, accumulate) }));
  }

  afterPreview(): void {
    this.#tell(previewWarnings(this.parts.state.previews));
  }

  /** `asked`: by hand, which is answered each time. */
  afterFailedPreview(warning: FailureData, asked: boolean): void {
    this.#tell([warning], asked);
  }

  #tell(warnings: readonly FailureData[], again = false): void {
    const { run, listen } = this.parts;
    for (const warning of warnings) {
      const { warned = [] } = run;
      if (warned.includes(warning.code) && !again) continue;
      run.warned = [...new Set([...warned, warning.code])];
      listen({ kind: 'warning', warning });
    }
  }
}
