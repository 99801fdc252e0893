/** @file Ranges of a file far away, remembered: readers of formats ask for a few bytes here and there. */

/** Asked for at least, so that neighbours come along. */
const LEAST_BYTES = 64 * 1024;
const MOST_RANGES = 16;

interface Range {
  start: number;
  bytes: Uint8Array;
}

export class RangeCache {
  /** the file's first bytes stay; of the rest the last ones used */
  private readonly head: Range;
  private recent: Range[] = [];

  constructor(
    head: Uint8Array,
    private readonly size: number,
    private readonly fetchRange: (start: number, end: number) => Promise<Uint8Array>,
  ) {
    this.head = { start: 0, bytes: head };
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    const known = [this.head, ...this.recent].find((range) => range.start <= start && end <= range.start + range.bytes.length);
    const range = known ?? (await this.load(start, Math.min(this.size, Math.max(end, start + LEAST_BYTES))));
    return range.bytes.subarray(start - range.start, end - range.start);
  }

  private async load(start: number, end: number): Promise<Range> {
    const range = { start, bytes: await this.fetchRange(start, end) };
    this.recent = [range, ...this.recent].slice(0, MOST_RANGES);
    return range;
  }
}
