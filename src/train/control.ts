/** @file What a person may ask of a run under way. The loop looks here between steps. */
import type { LiveSettings } from './settings';

export class Control {
  #paused = false;
  #stopped = false;
  #wake: (() => void) | undefined;
  /** asked for, not yet done */
  save = false;
  preview = false;
  readonly changes: LiveSettings[] = [];

  get stopped(): boolean {
    return this.#stopped;
  }

  get paused(): boolean {
    return this.#paused && !this.#stopped;
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

  askChange(change: LiveSettings): void {
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
