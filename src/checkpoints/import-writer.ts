/**
 * @file One file of an import as it grows: bytes of the sources go in, converted ones come out, each tensor is hashed.
 * Where it stands fits in a small record, so that a killed import can go on in the middle of a tensor.
 */
import { contentHash } from '../formats/content-hash';
import { newBlake3, type Hasher } from '../formats/hashes';
import { concatBytes } from '../formats/concat';
import { convert, isFloat, widthOf } from './import-convert';
import type { PlannedFile, PlannedTensor } from './import-plan';
import { invariant } from '../failure';

/** Plain data. */
export interface WriterState {
  /** hashes of the tensors that are complete, hex, in the file's order */
  digests: string[];
  /** bytes of the source that went into the tensor in hand, `carry` included */
  consumed: number;
  /** the first bytes of a number whose last ones are yet to come */
  carry: Uint8Array;
  /** hash of the tensor in hand */
  hash: Uint8Array;
  /** shards handed on, and their bytes */
  shards: number;
  bytes: number;
}

export class FileWriter {
  private parts: Uint8Array<ArrayBuffer>[] = [];
  /** bytes converted and not yet handed on */
  pending = 0;

  private constructor(
    readonly file: PlannedFile,
    private readonly hash: Hasher,
    private state: Omit<WriterState, 'hash'>,
  ) {}

  static async open(file: PlannedFile, stored?: WriterState): Promise<FileWriter> {
    const hash = await newBlake3();
    if (stored) hash.load(stored.hash);
    const writer = new FileWriter(file, hash, stored ?? { digests: [], consumed: 0, carry: new Uint8Array(0), shards: 0, bytes: 0 });
    if (!stored) writer.push(file.head.slice());
    return writer;
  }

  /** A copy: what it says stays true while the writer goes on. */
  snapshot(): WriterState {
    return { ...this.state, digests: [...this.state.digests], hash: this.hash.save() };
  }

  /** The tensor in hand; undefined when the file is complete. */
  private get tensor(): PlannedTensor | undefined {
    return this.file.tensors[this.state.digests.length];
  }

  /** The tensor in hand if the pass is over and it is to be read again. */
  get postponed(): PlannedTensor | undefined {
    return this.state.digests.length >= this.file.passed ? this.tensor : undefined;
  }

  /** Takes what it needs of a piece of a source that begins at byte `at`; pieces come in order. */
  take(source: number, piece: Uint8Array, at: number): void {
    const end = at + piece.length;
    for (let next = this.tensor; next && !this.postponed && next.source === source; next = this.tensor) {
      const { entry } = next.place;
      if (entry.start >= end) return;
      const from = entry.start + this.state.consumed - at;
      this.feed(next, piece.subarray(from, Math.min(entry.end - at, piece.length)));
      if (entry.end > end) return;
      this.complete();
    }
  }

  /** Bytes of the tensor in hand. */
  feed({ name, dtype, place: { entry } }: PlannedTensor, bytes: Uint8Array): void {
    const { dtype: from } = entry;
    invariant(isFloat(from), () => `${name} is ${from}`);
    const all = this.state.carry.length ? concatBytes([this.state.carry, bytes]) : bytes;
    const whole = all.length - (all.length % widthOf(from));
    const converted = convert(name, all.subarray(0, whole), from, dtype);
    this.state = { ...this.state, carry: all.slice(whole), consumed: this.state.consumed + bytes.length };
    this.hash.update(converted);
    this.push(converted);
  }

  /** The tensor in hand is done. */
  complete(): void {
    invariant(this.state.carry.length === 0, () => `${this.file.path}: half a number is left`);
    this.state = { ...this.state, digests: [...this.state.digests, this.hash.digest()], consumed: 0 };
    this.hash.init();
  }

  /** What is to be written next, if there is anything, and its place among the file's shards. */
  shift(): { path: string; index: number; blob: Blob } | undefined {
    if (!this.pending) return undefined;
    const blob = new Blob(this.parts);
    this.parts = [];
    this.pending = 0;
    const index = this.state.shards;
    this.state = { ...this.state, shards: index + 1, bytes: this.state.bytes + blob.size };
    return { path: this.file.path, index, blob };
  }

  get shards(): number {
    return this.state.shards;
  }

  /** Bytes that went into the tensor in hand. */
  get consumed(): number {
    return this.state.consumed;
  }

  /** Of the complete file. */
  contentHash(): Promise<string> {
    const { digests } = this.state;
    invariant(!this.tensor, () => `${this.file.path}: ${this.tensor?.name} did not come`);
    return contentHash(this.file.tensors.map(({ name, dtype, shape }, i) => ({ name, dtype, shape, digest: digests[i] })));
  }

  private push(bytes: Uint8Array<ArrayBuffer>): void {
    if (bytes.length) this.parts.push(bytes);
    this.pending += bytes.length;
  }
}
