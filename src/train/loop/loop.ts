/**
 * @file The run: steps, and between steps whatever is due or asked for. Two steps may be under way at once; everything
 * that looks at the state first lets them finish. Nothing here changes what a step computes but the changes that are
 * asked for, so pausing, saving and previewing leave the result the same to the bit.
 */
import { Failure } from '../../failure';
import { isDue, isVersionDue } from './cadence';
import { Evaluation } from './evaluation';
import { Keeper } from './keeper';
import { settingsAt } from './live';
import type { LoopParts } from './loop-parts';
import { Previewing } from './previewing';
import { distance, mean } from '../numbers';
import type { StepResult } from '../session';
import type { LiveChange, RunSettings } from '../settings';
import { Watch } from './watch';

/** Updates skipped in a row after which more of the same is pointless: the loss scale has been halved as often. */
export const MAX_SKIPPED = 8;
/** How often the distance from the start is read, in milliseconds. Shown only. */
const DISTANCE_MS = 2000;

export class Loop {
  readonly #under: Promise<void>[] = [];
  readonly #evaluation: Evaluation;
  readonly #keeper: Keeper;
  readonly #previewing: Previewing;
  readonly #watch: Watch;
  #submitted: number;
  #distanceAt = 0;
  /** changes of `replay` that were told */
  #replayed = 0;
  /** with the changes so far in force */
  #settings: RunSettings;

  constructor(private readonly parts: LoopParts) {
    const { run, state } = parts;
    this.#submitted = state.step;
    this.#settings = settingsAt(run, state.step);
    this.#replayed = (run.settings.replay ?? []).filter(({ step }) => step < state.step).length;
    this.#evaluation = new Evaluation(parts);
    this.#keeper = new Keeper(parts);
    this.#watch = new Watch(parts);
    this.#previewing = new Previewing(parts, this.#watch);
  }

  /** Resolves when the end is reached or a stop was asked for. */
  async go(): Promise<void> {
    const { state, control } = this.parts;
    if (state.evals.length === 0) await this.#evaluate();
    while (state.step < this.#end && !control.stopped) {
      this.#replay();
      await this.#attend();
      if (control.stopped) break;
      await this.#submit();
      if (this.#hasDue(this.#submitted)) await this.#doDue();
      if (this.#evaluation.reason) break;
    }
    await this.#drain();
    await this.#finish();
  }

  /** Step at which the run ends, by what is in force now. */
  get #end(): number {
    return this.parts.rates.endAt(this.#submitted);
  }

  async #submit(): Promise<void> {
    const { session, rates } = this.parts;
    if (this.#submitted >= this.#end) return this.#drain();
    const step = this.#submitted++;
    const rate = rates.at(step);
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
    const { gradient, norm, now } = result;
    const record = { step, loss, rate, norm, ...(gradient !== undefined && { gradient }) };
    state.log.push(record);
    state.step = step;
    reporter.step(record, now);
    this.#watch.afterStep();
  }

  #hasDue(step: number): boolean {
    const { saveEvery, evalEvery, preview } = this.#settings;
    return [saveEvery, evalEvery, preview.every].some((every) => isDue(step, every)) || isVersionDue(step, this.#settings);
  }

  async #doDue(): Promise<void> {
    await this.#drain();
    const { saveEvery, evalEvery, preview } = this.#settings;
    const { step } = this.parts.state;
    if (isDue(step, evalEvery) && step < this.#end) await this.#evaluate();
    if (isDue(step, preview.every)) await this.#preview();
    if (isDue(step, saveEvery) || isVersionDue(step, this.#settings)) await this.save();
    this.parts.reporter.breakTiming();
  }

  /** Pauses, and does what was asked for by hand. */
  async #attend(): Promise<void> {
    const { control, state, listen, reporter } = this.parts;
    if (control.isAsked) {
      await this.#drain();
      reporter.breakTiming();
    }
    let told = false;
    while (control.isAsked) {
      const wishes = control.takeWishes();
      const changed = this.#change();
      if (wishes.preview) await this.#preview(true);
      if (wishes.save || changed || (control.paused && !told)) await this.save();
      if (!control.paused) continue;
      if (!told) reporter.settle(state.step);
      listen({ kind: 'paused', step: state.step }); // again after work by hand: the rest of the pause is none
      told = true;
      if (!control.hasWishes) await control.woken();
    }
    await this.#showDistance();
  }

  /** What is asked for is in force from the next step on, and written at once: a killed tab does not lose it. */
  #change(): boolean {
    const { control, run } = this.parts;
    const changes = control.changes.splice(0).map((change) => ({ ...change, step: this.#submitted }));
    if (changes.length === 0) return false;
    run.changes = [...(run.changes ?? []), ...changes];
    for (const change of changes) this.parts.rates.change(change);
    this.#inForce(changes);
    return true;
  }

  /** An earlier run's changes: rates know them from the start. */
  #replay(): void {
    const { replay = [] } = this.parts.run.settings;
    const due = replay.slice(this.#replayed).filter(({ step }) => step <= this.#submitted);
    this.#replayed += due.length;
    if (due.length > 0) this.#inForce(due);
  }

  #inForce(changes: readonly LiveChange[]): void {
    this.#settings = settingsAt(this.parts.run, this.#submitted);
    for (const change of changes) this.parts.listen({ kind: 'changed', change });
  }

  async #finish(): Promise<void> {
    const { state, reporter, run } = this.parts;
    run.ended = this.#evaluation.reason;
    if (run.ended) this.parts.listen({ kind: 'warning', warning: run.ended });
    if (state.evals.at(-1)?.step !== state.step) await this.#evaluate();
    await this.#showDistance(true);
    reporter.flush(state.step);
  }

  async #evaluate(): Promise<void> {
    await this.#evaluation.make(this.#end);
    this.#watch.afterEvaluation();
    this.#training();
  }

  async #preview(asked = false): Promise<void> {
    await this.#previewing.make(this.#settings.preview, asked);
    this.#training();
  }

  /** Writes state and log; waits where the store is full. */
  save(): Promise<void> {
    return this.#keeper.save();
  }

  /** After a failure of the run's own: lets everything submitted end, and counts it as done. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.#under.splice(0));
    this.parts.state.step = this.#submitted;
  }

  #training(): void {
    const { state, listen } = this.parts;
    listen({ kind: 'phase', phase: 'training', done: state.step, total: this.#end });
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
