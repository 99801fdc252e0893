/**
 * @file The run: steps, and between steps whatever is due or asked for. Two steps may be under way at once; everything
 * that looks at the state first lets them finish. Nothing here changes what a step computes, so pausing, saving and
 * previewing leave the result the same to the bit.
 */
import { Failure } from '../failure';
import type { Control } from './control';
import type { TrainMessage } from './messages';
import { distance, mean } from './numbers';
import type { Run, RunPersistence, RunState } from './records';
import type { Reporter } from './reporter';
import type { Session, StepResult } from './session';

/** Updates skipped in a row after which more of the same is pointless: the loss scale has been halved as often. */
export const MAX_SKIPPED = 8;
/** How often the distance from the start is read, in milliseconds. Shown only. */
const DISTANCE_MS = 2000;

export interface LoopParts {
  run: Run;
  state: RunState;
  session: Session;
  control: Control;
  reporter: Reporter;
  persistence: RunPersistence;
  listen: (message: TrainMessage) => void;
  /** learning rate of the 0-based step */
  rateAt: (step: number) => number;
  /** step at which the run ends: `steps`, or earlier if the rate's schedule does */
  end: number;
}

export class Loop {
  readonly #under: Promise<void>[] = [];
  #submitted: number;
  #distanceAt = 0;

  constructor(private readonly parts: LoopParts) {
    this.#submitted = parts.state.step;
  }

  /** Resolves when the end is reached or a stop was asked for. */
  async go(): Promise<void> {
    const { state, control, end } = this.parts;
    if (state.evals.length === 0) await this.#evaluate();
    while (state.step < end && !control.stopped) {
      await this.#attend();
      if (control.stopped) break;
      await this.#submit();
      if (this.#isDue()) await this.#doDue();
    }
    await this.#drain();
    await this.#finish();
  }

  async #submit(): Promise<void> {
    const { session, rateAt, end } = this.parts;
    if (this.#submitted >= end) return this.#drain();
    const step = this.#submitted++;
    const rate = rateAt(step);
    const done = session.step(step, rate).then((result) => this.#record(step + 1, rate, result));
    done.catch(() => {}); // met when it is awaited below
    this.#under.push(done);
    if (this.#under.length > 1) await this.#under.shift();
  }

  #record(step: number, rate: number, result: StepResult): void {
    const { state, reporter } = this.parts;
    const loss = mean(result.losses);
    if (!Number.isFinite(loss)) throw new Failure('run.non-finite', { step });
    if (!result.applied) reporter.skipped++;
    if (result.skippedInRow >= MAX_SKIPPED) throw new Failure('run.skipped', { count: result.skippedInRow, step });
    const { gradient, norm } = result;
    const record = { step, loss, rate, norm, ...(gradient !== undefined && { gradient }) };
    state.log.push(record);
    state.step = step;
    reporter.step(record);
  }

  #isDue(): boolean {
    const { run } = this.parts;
    const { saveEvery, evalEvery, preview } = run.settings;
    return [saveEvery, evalEvery, preview.every].some((every) => every > 0 && this.#submitted % every === 0);
  }

  async #doDue(): Promise<void> {
    await this.#drain();
    const { settings } = this.parts.run;
    const { step } = this.parts.state;
    const due = (every: number): boolean => every > 0 && step % every === 0;
    if (due(settings.evalEvery) && step < this.parts.end) await this.#evaluate();
    if (due(settings.preview.every)) await this.#preview();
    if (due(settings.saveEvery)) await this.save();
    this.parts.reporter.breakTiming();
  }

  /** Pauses, and does what was asked for by hand. */
  async #attend(): Promise<void> {
    const { control, state, listen, reporter } = this.parts;
    if (control.save || control.preview || control.paused) {
      await this.#drain();
      reporter.breakTiming();
    }
    let told = false;
    while (control.save || control.preview || control.paused) {
      if (control.preview) await this.#preview();
      if (control.save || (control.paused && !told)) await this.save();
      control.preview = control.save = false;
      if (!control.paused) break;
      if (!told) listen({ kind: 'paused', step: state.step });
      told = true;
      await control.woken();
    }
    await this.#showDistance();
  }

  async #finish(): Promise<void> {
    if (this.parts.state.evals.at(-1)?.step !== this.parts.state.step) await this.#evaluate();
    await this.#showDistance(true);
    this.parts.reporter.flush(this.parts.state.step);
  }

  async #evaluate(): Promise<void> {
    const { session, state, listen, run } = this.parts;
    if (run.settings.evalItems === 0) return;
    listen({ kind: 'phase', phase: 'evaluating', done: 0, total: 1 });
    const items = await session.evaluate();
    const record = { step: state.step, loss: mean(items), items };
    state.evals.push(record);
    listen({ kind: 'evaluated', record });
    this.#training();
  }

  async #preview(): Promise<void> {
    const { session, state, listen, run } = this.parts;
    const { png, prompt } = await session.preview((done, total) => listen({ kind: 'phase', phase: 'previewing', done, total }));
    const { seed } = run.settings.preview;
    state.previews.push({ step: state.step, png, prompt, seed });
    listen({ kind: 'preview', step: state.step, png, prompt, seed });
    this.#training();
  }

  /** Writes state and log. */
  async save(): Promise<void> {
    const { session, state, run, persistence, listen } = this.parts;
    Object.assign(state, await session.snapshot());
    run.updated = Date.now();
    await persistence.save(run, state);
    listen({ kind: 'saved', step: state.step });
  }

  /** After a failure of the run's own: lets everything submitted end, and counts it as done. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.#under.splice(0));
    this.parts.state.step = this.#submitted;
  }

  #training(): void {
    const { state, run, listen } = this.parts;
    listen({ kind: 'phase', phase: 'training', done: state.step, total: run.settings.steps });
  }

  async #showDistance(always = false): Promise<void> {
    const { session, state, reporter } = this.parts;
    const now = performance.now();
    if (!always && now - this.#distanceAt < DISTANCE_MS) return;
    this.#distanceAt = now;
    reporter.vectorDelta = distance(await session.vectors(), state.initial);
  }

  async #drain(): Promise<void> {
    while (this.#under.length) await this.#under.shift();
  }
}
