/** @file What the trained vectors of a run can reach in the text encoder: its programs compute no gradient of the rest. */
import { invariant } from '../../failure';
import { ROW, type Reach } from '../../text/prompt';

/** slots [texts · rows, 77]: a vector outside would not be trained, and nobody would see it. */
export function checkReach(slots: Int32Array, rows: number, reach: Reach): void {
  slots.forEach((slot, i) => {
    const inside = Math.floor(i / ROW) % rows < reach.rows && i % ROW >= reach.from;
    invariant(slot < 0 || inside, () => `a vector at ${i % ROW}, programs from ${reach.from} in ${reach.rows} rows`);
  });
}
