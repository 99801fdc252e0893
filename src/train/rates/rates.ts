/** @file The rate of every step of a run: its schedule and shape, and what was changed under way. */
import { lastStep, parseRates, rateAt, type RateStretch } from './learning-rate';
import { rateFactor, type RateShape } from './rate-shape';
import type { LiveChange, RunSettings } from '../settings';

/** A schedule and the step from which it is in force. */
interface Schedule {
  since: number;
  stretches: RateStretch[];
}

type RateSettings = RateShape & Pick<RunSettings, 'rate' | 'steps'>;

/** The step at which a run ends by what is in force at `done` steps: a schedule may end before the steps do. One that cannot be read is none. */
export function scheduledEnd(settings: RateSettings, changes: readonly LiveChange[] = [], done = 0): number {
  try {
    return new Rates(settings, changes).endAt(done);
  } catch {
    return settings.steps;
  }
}

export class Rates {
  readonly #schedules: Schedule[];

  /** `changes` in order. Throws `rate.*`. */
  constructor(
    private readonly settings: RateSettings,
    changes: readonly LiveChange[] = [],
  ) {
    this.#schedules = [{ since: 0, stretches: parseRates(settings.rate, settings.steps) }];
    changes.forEach((change) => this.change(change));
  }

  /** Steps of the new schedule count from the run's first, like all. */
  change({ rate, step }: LiveChange): void {
    if (rate === undefined) return;
    this.#schedules.push({ since: step, stretches: parseRates(rate, this.settings.steps) });
    this.#schedules.sort((a, b) => a.since - b.since); // what is replayed later comes later
  }

  /** Of the step that follows `done` steps. */
  at(done: number): number {
    const rate = rateAt(this.#inForce(done).stretches, done) ?? 0; // no step is made there: `endAt`
    return rate * rateFactor(this.settings, this.#scheduledEnd(done), done);
  }

  /** Where the run ends by what is in force at `done` steps: a change whose schedule is over ends it there. */
  endAt(done: number): number {
    return Math.max(this.#inForce(done).since, this.#scheduledEnd(done));
  }

  #scheduledEnd(done: number): number {
    return Math.min(this.settings.steps, lastStep(this.#inForce(done).stretches));
  }

  #inForce(done: number): Schedule {
    return this.#schedules.findLast(({ since }) => since <= done)!;
  }
}
