/** @file Ranges of a file far away, remembered: readers of formats ask for a few bytes here and there. */

/** Asked for at least, so that neighbours come along. */
const LEAST_BYTES = 16 * 1024;
const MOST_RANGES = 256;

interface Range {
  start: number;
  end: number;
  bytes: Promise<Uint8Array>;
}

export class RangeCache {
  /** the file's first bytes stay; of the rest the last ones that were asked for, also those still on their way */
  private readonly head: Range;
  private recent: Range[] = [];

  constructor(
    head: Uint8Array,
    private readonly size: number,
    private readonly fetchRange: (start: number, end: number) => Promise<Uint8Array>,
  ) {
    this.head = { start: 0, end: head.length, bytes: Promise.resolve(head) };
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    const known = [this.head, ...this.recent].find((range) => range.start <= start && end <= range.end);
    const range = known ?? this.load(start, Math.min(this.size, Math.max(end, start + LEAST_BYTES)));
    return (await range.bytes).subarray(start - range.start, end - range.start);
  }

  private load(start: number, end: number): Range {
    const range: Range = { start, end, bytes: this.fetchRange(start, end) };
    this.recent = [range, ...this.recent].slice(0, MOST_RANGES);
    range.bytes.catch(() => (this.recent = this.recent.filter((other) => other !== range)));
    return range;
  }
}
