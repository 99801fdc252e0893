/** @file Messages to the page: records gathered, at most ten progress messages a second, speed and time left. */
import type { Moment, StepRecord, TrainMessage } from '../messages';

const INTERVAL_MS = 100;

export class Reporter {
  #records: StepRecord[] = [];
  #moment: Moment | undefined;
  #sent = -Infinity;
  #speed = 0;
  #lastStep: number | undefined;
  #measured = 0;
  skipped = 0;
  vectorDelta = 0;

  constructor(
    readonly listen: (message: TrainMessage) => void,
    /** step at which the run ends by what is in force at `done` steps: its schedule may end before its last step */
    private readonly endAt: (done: number) => number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** A pause, an evaluation or a preview must not count as a slow step. */
  breakTiming(): void {
    this.#lastStep = undefined;
  }

  /** `now`: what the step was about; the last one is told. */
  step(record: StepRecord, now?: Moment): void {
    this.#measure();
    this.#moment = now;
    this.#records.push(record);
    if (this.now() - this.#sent >= INTERVAL_MS || record.step === this.endAt(record.step)) this.flush(record.step);
  }

  /** Before the run rests: what was held back is told, so that nobody takes an earlier step for the last one. */
  settle(step: number): void {
    if (this.#records.length > 0) this.flush(step);
  }

  flush(step: number): void {
    const records = this.#records;
    this.#records = [];
    this.#sent = this.now();
    const steps = this.endAt(step);
    const left = this.#speed > 0 ? (steps - step) / this.#speed : 0;
    const { skipped, vectorDelta } = this;
    const numbers = { step, steps, stepsPerSecond: this.#speed, secondsLeft: left, skipped, vectorDelta };
    this.listen({ kind: 'progress', records, ...numbers, ...(this.#moment && { now: this.#moment }) });
  }

  /** Steps per second, averaged with a weight that grows from nothing to 0.95 so that early numbers count. */
  #measure(): void {
    const now = this.now();
    if (this.#lastStep !== undefined && now > this.#lastStep) {
      const keep = Math.min(this.#measured++ / 20, 1) * 0.95;
      this.#speed = keep * this.#speed + (1 - keep) * (1000 / (now - this.#lastStep));
    }
    this.#lastStep = now;
  }
}
