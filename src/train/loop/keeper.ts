/** @file Writes state and log. Where the store is full the run waits until there is room: all of it is still in memory. */
import { Failure } from '../../failure';
import type { LoopParts } from './loop-parts';

const isFull = (error: unknown): error is Failure => error instanceof Failure && error.code === 'store.quota';

export class Keeper {
  constructor(private readonly parts: LoopParts) {}

  /** Everything submitted must have ended. Throws what the store throws; `store.quota` only once a stop was asked for. */
  async save(): Promise<void> {
    const { session, state, listen } = this.parts;
    Object.assign(state, await session.snapshot());
    while (!(await this.#write())) await this.#untilAsked();
    listen({ kind: 'saved', step: state.step });
  }

  /** Whether there was room. */
  async #write(): Promise<boolean> {
    const { run, state, persistence, control, listen } = this.parts;
    const stopped = control.stopped; // asked for while this is written, it means once more
    run.updated = Date.now();
    try {
      await persistence.save(run, state);
      return true;
    } catch (error) {
      if (!isFull(error) || stopped) throw error;
      listen({ kind: 'warning', warning: { code: 'run.storage-full', values: error.values } });
      return false;
    }
  }

  /** A pause that a person ends, or “save now”, or a stop. */
  async #untilAsked(): Promise<void> {
    const { control, state, listen, reporter } = this.parts;
    if (control.stopped) return;
    const wasPaused = control.paused;
    control.save = false;
    control.pause();
    reporter.settle(state.step);
    listen({ kind: 'paused', step: state.step });
    while (control.paused && !control.save) await control.woken();
    control.save = false;
    if (!wasPaused) control.unpause();
  }
}
