/** @file What a person may ask of a run under way. The loop looks here between steps. */
import type { LiveSettings } from '../settings';

export class Control {
  #paused = false;
  #stopped = false;
  #wake: (() => void) | undefined;
  /** asked for, not yet done */
  save = false;
  preview = false;
  readonly changes: LiveSettings[] = [];
  /** throws where a change is no good for the run as it stands; while the run loads nobody knows that */
  #check: (change: LiveSettings) => void = () => {};

  get stopped(): boolean {
    return this.#stopped;
  }

  get paused(): boolean {
    return this.#paused && !this.#stopped;
  }

  /** Work by hand, not yet done. */
  get hasWishes(): boolean {
    return this.save || this.preview || this.changes.length > 0;
  }

  /** Whether the loop has anything to do before the next step. */
  get isAsked(): boolean {
    return this.hasWishes || this.paused;
  }

  /** What is to be done now; what is asked for meanwhile is for the next time. */
  takeWishes(): { save: boolean; preview: boolean } {
    const { save, preview } = this;
    this.save = this.preview = false;
    return { save, preview };
  }

  pause(): void {
    this.#paused = true;
  }

  unpause(): void {
    this.#paused = false;
    this.#wake?.();
  }

  stop(): void {
    this.#stopped = true;
    this.#wake?.();
  }

  askSave(): void {
    this.save = true;
    this.#wake?.();
  }

  askPreview(): void {
    this.preview = true;
    this.#wake?.();
  }

  /** From whoever knows the run. Changes asked for before are held against it too; `drop` is told why one is not made. */
  checkBy(check: (change: LiveSettings) => void, drop: (reason: unknown) => void): void {
    this.#check = check;
    for (const change of this.changes.splice(0)) {
      try {
        this.askChange(change);
      } catch (reason) {
        drop(reason);
      }
    }
  }

  /** Throws what the check throws: what is in the queue is made. */
  askChange(change: LiveSettings): void {
    this.#check(change);
    this.changes.push(change);
    this.#wake?.();
  }

  /** Resolves when something is asked for or the pause ends. */
  woken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
