/**
 * @file The pass: every byte of every source once, in order, into hashes and files. Memory holds two pieces of a source
 * (4 MiB each), what waits to be written (less than GROUP_BYTES and a piece) and as much on its way to the disk.
 */
import { readTensor } from '../formats/tensor-entry';
import { SourceHasher, type SourceHashes, type SourceHashState } from './import-hashes';
import type { ImportPlan, PlannedFile, PlannedTensor } from './import-plan';
import { PIECE_BYTES, piecesOf } from './import-source';
import { FileWriter, type WriterState } from './import-writer';

/** From so many bytes on, what is converted is written. */
export const GROUP_BYTES = 16 * 2 ** 20;
/** After so many bytes of a source its place is noted, even if nothing of them was needed. */
const STRETCH_BYTES = 64 * 2 ** 20;

/** Where a pass stands: plain data. All before it is written. */
export interface PassState {
  /** number of the source, and its next byte */
  source: number;
  position: number;
  /** bytes of all sources that are done */
  done: number;
  hashes: SourceHashState;
  files: WriterState[];
}

export interface Shard {
  path: string;
  index: number;
  blob: Blob;
}

export interface ImportSink {
  /** Both or neither, and lasting when it resolves. One call at a time. */
  write(shards: readonly Shard[], state: PassState): Promise<void>;
}

export interface PassedFile {
  path: string;
  bytes: number;
  shards: number;
  /** see formats/content-hash.ts */
  content: string;
}

export interface Passed {
  files: PassedFile[];
  /** of the one source; of several there is no hash that anybody knows */
  hashes?: SourceHashes;
}

export interface PassOptions {
  signal: AbortSignal;
  /** bytes of the one source that are the file itself, if it is followed by parts that were unpacked; all by default */
  hashBytes?: number;
  /** GROUP_BYTES by default */
  groupBytes?: number;
  /** where an earlier pass of the same plan stopped */
  from?: PassState;
  /** bytes of the sources that are done */
  onProgress?: (done: number) => void;
}

/** Resolves when all is written. Throws `model.overflow`, the signal's reason, what the sources and the sink throw. */
export async function runPass(plan: ImportPlan, sink: ImportSink, options: PassOptions): Promise<Passed> {
  const pass = await Pass.open(plan, sink, options);
  return pass.run();
}

class Pass {
  /** the write under way; a failure comes out at the next one */
  private writing: Promise<void> = Promise.resolve();
  /** `done` at the last write */
  private noted = 0;

  private constructor(
    private readonly plan: ImportPlan,
    private readonly sink: ImportSink,
    private readonly options: PassOptions,
    private readonly writers: FileWriter[],
    private readonly hasher: SourceHasher,
    private at: Pick<PassState, 'source' | 'position' | 'done'>,
  ) {}

  static async open(plan: ImportPlan, sink: ImportSink, options: PassOptions): Promise<Pass> {
    const { from } = options;
    const open = (file: PlannedFile, i: number): Promise<FileWriter> => FileWriter.open(file, from?.files[i]);
    const writers = await Promise.all(plan.files.map(open));
    const at = from ? { source: from.source, position: from.position, done: from.done } : { source: 0, position: 0, done: 0 };
    return new Pass(plan, sink, options, writers, await SourceHasher.open(from?.hashes), at);
  }

  async run(): Promise<Passed> {
    try {
      while (this.at.source < this.plan.sources.length) await this.readSource();
      for (const writer of this.writers) await this.readAgain(writer);
      await this.write();
    } finally {
      // Nothing may be written after this has failed: what follows removes it.
      await this.writing.catch(() => undefined);
    }
    await this.writing;
    return { files: await this.passedFiles(), hashes: this.isSingle ? this.hasher.digest() : undefined };
  }

  private get isSingle(): boolean {
    return this.plan.sources.length === 1;
  }

  private async readSource(): Promise<void> {
    const { source } = this.plan.sources[this.at.source];
    for await (const piece of piecesOf(source, this.at.position, this.options.signal)) {
      this.route(piece);
      await this.writeIfFull();
      this.options.onProgress?.(this.at.done);
    }
    this.at = { ...this.at, source: this.at.source + 1, position: 0 };
  }

  private route(piece: Uint8Array): void {
    const { source, position, done } = this.at;
    if (this.isSingle) this.hasher.update(piece.subarray(0, Math.max(0, (this.options.hashBytes ?? Infinity) - position)), position);
    for (const writer of this.writers) writer.take(source, piece, position);
    this.at = { source, position: position + piece.length, done: done + piece.length };
  }

  /** What could not come with the pass: see PlannedFile.passed. */
  private async readAgain(writer: FileWriter): Promise<void> {
    for (let tensor = writer.postponed; tensor; tensor = writer.postponed) {
      for await (const bytes of tensorPieces(tensor, writer.consumed)) {
        this.options.signal.throwIfAborted();
        writer.feed(tensor, bytes);
        await this.writeIfFull();
      }
      writer.complete();
    }
  }

  private async writeIfFull(): Promise<void> {
    const pending = this.writers.reduce((sum, writer) => sum + writer.pending, 0);
    if (pending >= (this.options.groupBytes ?? GROUP_BYTES) || this.at.done - this.noted >= STRETCH_BYTES) await this.write();
  }

  /** Hands on what is pending as soon as the write before it is done. */
  private async write(): Promise<void> {
    await this.writing;
    this.options.signal.throwIfAborted();
    const shards = this.writers.flatMap((writer) => writer.shift() ?? []);
    this.writing = this.sink.write(shards, this.state());
    this.writing.catch(() => undefined);
    this.noted = this.at.done;
  }

  private state(): PassState {
    return { ...this.at, hashes: this.hasher.save(), files: this.writers.map((writer) => writer.snapshot()) };
  }

  private passedFiles(): Promise<PassedFile[]> {
    return Promise.all(this.writers.map(async (writer) => {
      const { path, bytes } = writer.file;
      return { path, bytes, shards: writer.shards, content: await writer.contentHash() };
    }));
  }
}

/** Row-major bytes from `from` on. A strided tensor lies in memory whole; whatever else is read again comes in pieces. */
async function* tensorPieces({ place: { source, entry } }: PlannedTensor, from: number): AsyncGenerator<Uint8Array> {
  const { start, end } = entry;
  const whole = entry.strides ? (await readTensor(source, entry)).bytes : undefined;
  const size = whole?.length ?? end - start;
  for (let at = from; at < size; at += PIECE_BYTES) {
    const to = Math.min(size, at + PIECE_BYTES);
    yield whole?.subarray(at, to) ?? (await source.read(start + at, start + to));
  }
}
