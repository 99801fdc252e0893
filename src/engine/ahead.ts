/**
 * @file How far submits run ahead of the GPU. A browser takes a millisecond or more to say that one is done: waiting for that with
 * a few short ones in hand leaves a fast GPU idle, while many long ones make stopping slow. So there are as many as it does
 * in a tenth of a second, within limits.
 */
const AHEAD_MS = 100;
const LEAST = 3;
const MOST = 32;
/** of the newest in what a submit takes */
const SHARE = 0.1;

export class Ahead {
  readonly #pending: Promise<unknown>[] = [];
  #each = AHEAD_MS / LEAST;
  #running = 0;
  #last = 0;

  /** `now`: milliseconds */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Takes note of a submit, and when it is `done`; returns what is to be waited for before the next one, if anything. */
  add(done: Promise<unknown>): Promise<unknown> | undefined {
    if (this.#running++ === 0) this.#last = this.now(); // idle until now
    done.then(() => this.#finished(), () => {}); // rejects when the device is lost, which whoever waits learns from the race
    this.#pending.push(done);
    return this.#pending.splice(0, this.#pending.length - this.#most()).at(-1);
  }

  #most(): number {
    const most = Math.min(MOST, Math.max(LEAST, Math.round(AHEAD_MS / this.#each)));
    return Math.min(most, this.#pending.length);
  }

  #finished(): void {
    const now = this.now();
    this.#each += SHARE * (now - this.#last - this.#each);
    this.#last = now;
    this.#running--;
  }
}
