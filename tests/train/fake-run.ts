/** A run without a GPU: the loop and all it hears and does, around a session that counts. */
import { Control } from '../../src/train/loop/control';
import { changesOf } from '../../src/train/loop/live';
import { Loop } from '../../src/train/loop/loop';
import type { TrainMessage } from '../../src/train/messages';
import { Rates } from '../../src/train/rates/rates';
import type { Run, RunPersistence, RunState } from '../../src/train/records';
import { Reporter } from '../../src/train/loop/reporter';
import type { Session, StepResult } from '../../src/train/session';
import type { PreviewSettings } from '../../src/train/settings';

/** A session whose vectors count the steps they have had; steps end out of order in time, as on a GPU. */
export class FakeSession implements Session {
  readonly steps: number[] = [];
  readonly rates: number[] = [];
  readonly previews: PreviewSettings[] = [];
  /** losses of the next evaluations; [2, 4] where there are no more */
  evaluations: number[][] = [];
  #applied: number;

  constructor(
    private readonly result: (step: number) => Partial<StepResult> = () => ({}),
    done = 0,
  ) {
    this.#applied = done;
  }

  async step(step: number, rate: number): Promise<StepResult> {
    this.steps.push(step);
    this.rates.push(rate);
    this.#applied++;
    await new Promise((resolve) => setTimeout(resolve, 1));
    return { losses: Float32Array.of(1, 3), applied: true, skippedInRow: 0, norm: 1, ...this.result(step) };
  }

  evaluate = async (): Promise<number[]> => this.evaluations.shift() ?? [2, 4];
  vectors = async (): Promise<Float32Array> => Float32Array.of(this.#applied, 0);

  async preview(settings: PreviewSettings): Promise<{ png: Blob; prompt: string }> {
    this.previews.push(settings);
    return { png: new Blob(['p']), prompt: 'a word' };
  }

  async snapshot() {
    const one = new Float32Array(1);
    return { vectors: await this.vectors(), moment1: one, moment2: one, scalars: one };
  }
}

export function makeRun(changes: Partial<Run['settings']> = {}): Run {
  const preview = { every: 0, prompt: '', negative: '', sampler: 'ddim' as const, steps: 2, guidance: 7, seed: 5 };
  const settings = {
    name: 'word', startText: '', vectors: 1, steps: 6, rate: '0.1', batch: 2, accumulate: 1, templates: ['[name]'], seed: 1,
    clip: { mode: 'off' as const, value: 0 }, preview, saveEvery: 0, evalItems: 2, evalEvery: 0, ...changes,
  };
  return { id: 'r', modelId: 'm', datasetId: 'd', settings, status: 'running', created: 0, updated: 0, made: { version: '', kernels: '' } };
}

export function makeState(step = 0): RunState {
  const zero = new Float32Array(2);
  return { step, vectors: zero, moment1: zero, moment2: zero, scalars: zero, initial: zero, log: [], evals: [], previews: [] };
}

/** All that a loop needs; `heard` sees each message as it comes, `persistence` stands in for one that only counts. */
export function set(run: Run, session: Session, state = makeState(), more: { persistence?: RunPersistence; heard?: (message: TrainMessage, control: Control) => void } = {}) {
  const messages: TrainMessage[] = [];
  const saves: number[] = [];
  const control = new Control();
  const listen = (message: TrainMessage): void => {
    messages.push(message);
    more.heard?.(message, control);
  };
  const persistence = more.persistence ?? { save: async (_: Run, saved: RunState) => void saves.push(saved.step) };
  const rates = new Rates(run.settings, changesOf(run));
  const reporter = new Reporter(listen, (done) => rates.endAt(done));
  const loop = new Loop({ run, state, session, control, reporter, persistence, listen, rates, pictures: 4, tokenNorm: 0.4 });
  return { loop, control, messages, saves, state, run };
}
