/** @file The bytes of a pickle, read in order; every length is held against what is left before it is used. */
import { Failure } from '../failure';

const NEWLINE = 0x0a;
/** Lines are names, numbers and short texts. */
const MAX_LINE = 65_536;

export class PickleCursor {
  readonly #view: DataView;

  constructor(
    readonly bytes: Uint8Array,
    /** of the next byte */
    public at = 0,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** What cannot be: wrong operation, operands of the wrong kind. */
  damaged(): Failure {
    return new Failure('pickle.damaged', { at: this.at });
  }

  /** What could be, but only to do harm. */
  beyondBounds(): Failure {
    return new Failure('pickle.bounds', { at: this.at });
  }

  /** Moves on by `count` and gives where it was. */
  skip(count: number): number {
    const at = this.at;
    if (!(count <= this.bytes.length - at)) throw new Failure('pickle.truncated', { at });
    this.at = at + count;
    return at;
  }

  u8(): number {
    return this.bytes[this.skip(1)];
  }

  u16(): number {
    return this.#view.getUint16(this.skip(2), true);
  }

  i32(): number {
    return this.#view.getInt32(this.skip(4), true);
  }

  u32(): number {
    return this.#view.getUint32(this.skip(4), true);
  }

  /** Lengths beyond 2^53 are rounded: `skip` refuses them all the same. */
  u64(): number {
    return Number(this.#view.getBigUint64(this.skip(8), true));
  }

  /** big-endian, the only one in a pickle */
  f64(): number {
    return this.#view.getFloat64(this.skip(8));
  }

  /** Shares memory. */
  take(count: number): Uint8Array {
    const at = this.skip(count);
    return this.bytes.subarray(at, at + count);
  }

  /** Bytes up to the next line feed, which is passed over. */
  line(): Uint8Array {
    const end = this.bytes.indexOf(NEWLINE, this.at);
    if (end < 0) throw new Failure('pickle.truncated', { at: this.at });
    if (end - this.at > MAX_LINE) throw this.beyondBounds();
    const line = this.bytes.subarray(this.at, end);
    this.at = end + 1;
    return line;
  }
}
