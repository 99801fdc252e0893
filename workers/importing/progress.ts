/** Progress as a person reads it: bytes, a steady speed, seconds left. */
import type { ImportListener } from '../importer-api';

/** Messages a second at most. */
const RATE = 10;
/** The speed is an average over about so many seconds: a disk's and a network's come in bursts. */
const MEMORY_SECONDS = 4;

/** Counts from `already` on: what was done before, in another session, says nothing of the speed. */
export class ProgressMeter {
  private told = -Infinity;
  private last: { time: number; done: number };
  private speed = 0;

  constructor(
    private readonly listen: ImportListener,
    private readonly total: number,
    already = 0,
    private readonly now: () => number = () => performance.now() / 1000,
  ) {
    this.last = { time: now(), done: already };
  }

  report(done: number): void {
    const time = this.now();
    if (time - this.told < 1 / RATE && done < this.total) return;
    this.measure(time, done);
    this.told = time;
    const secondsLeft = this.speed > 0 ? (this.total - done) / this.speed : Infinity;
    this.listen({ kind: 'progress', done, total: this.total, bytesPerSecond: this.speed, secondsLeft });
  }

  private measure(time: number, done: number): void {
    const seconds = time - this.last.time;
    if (seconds <= 0) return;
    const current = (done - this.last.done) / seconds;
    const weight = this.speed === 0 ? 1 : 1 - Math.exp(-seconds / MEMORY_SECONDS);
    this.speed += (current - this.speed) * weight;
    this.last = { time, done };
  }
}
