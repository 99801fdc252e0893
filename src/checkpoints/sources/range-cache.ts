/** @file Ranges of a file far away, remembered: readers of formats ask for a few bytes here and there. */

/** Asked for at least, so that neighbours come along. */
const LEAST_BYTES = 16 * 1024;
/** Remembered at most: the entries of a zip of 2,000 storages. */
const MOST_BYTES = 32 * 2 ** 20;

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
    /** of a server that gives no parts: bytes from the front that may be fetched */
    private readonly prefix?: number,
  ) {
    this.head = { start: 0, end: head.length, bytes: Promise.resolve(head) };
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    const known = [this.head, ...this.recent].find((range) => range.start <= start && end <= range.end);
    const range = known ?? this.loadAround(start, end);
    return (await range.bytes).subarray(start - range.start, end - range.start);
  }

  /** All but the head. */
  forget(): void {
    this.recent = [];
  }

  /** Without parts everything before comes along: each time four times as much, or it would be fetched for every range. */
  private loadAround(start: number, end: number): Range {
    const { size, prefix } = this;
    if (prefix === undefined || end > prefix) return this.load(start, Math.min(size, Math.max(end, start + LEAST_BYTES)));
    const known = Math.max(...[this.head, ...this.recent].map((range) => range.end));
    return this.load(0, Math.min(size, prefix, Math.max(end, 4 * known)));
  }

  private load(start: number, end: number): Range {
    const range: Range = { start, end, bytes: this.fetchRange(start, end) };
    this.recent = [range, ...this.recent];
    for (let bytes = this.bytes; bytes > MOST_BYTES && this.recent.length > 1; bytes = this.bytes) this.recent.pop();
    range.bytes.catch(() => (this.recent = this.recent.filter((other) => other !== range)));
    return range;
  }

  private get bytes(): number {
    return this.recent.reduce((sum, { start, end }) => sum + end - start, 0);
  }
}
