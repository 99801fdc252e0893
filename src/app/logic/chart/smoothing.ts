/** @file The bold line of the chart. */

const FIRST_ROOM = 1024;

/**
 * Exponential moving average without the pull towards zero of the first values (Adam's correction). Goes on where it
 * stopped: only values that are new are looked at.
 */
export class Smoothed {
  private values = new Float64Array(FIRST_ROOM);
  private count = 0;
  private mean = 0;
  private share = 0;

  /** @param weight of what came before, 0..1 */
  constructor(readonly weight: number) {}

  /** The averages of `raw`, which begins with what it was given before. A view: good until the next call. */
  follow(raw: ArrayLike<number>): Float64Array {
    if (raw.length > this.values.length) this.makeRoom(raw.length);
    for (; this.count < raw.length; this.count++) this.values[this.count] = this.next(raw[this.count]);
    return this.values.subarray(0, this.count);
  }

  private next(value: number): number {
    const { weight } = this;
    if (Number.isFinite(value)) {
      this.mean = weight * this.mean + (1 - weight) * value;
      this.share = weight * this.share + (1 - weight);
    }
    return this.share ? this.mean / this.share : value;
  }

  private makeRoom(needed: number): void {
    const larger = new Float64Array(Math.max(needed, 2 * this.values.length));
    larger.set(this.values);
    this.values = larger;
  }
}
