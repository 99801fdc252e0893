/**
 * @file The names that people know a checkpoint by: SHA-256 of the file (A1111 shows its first ten digits) and A1111's
 * older hash, the first eight digits of the SHA-256 of the 64 KiB at 1 MiB.
 */
import { newSha256, type Hasher } from '../formats/hashes';

const LEGACY_START = 0x100000;
const LEGACY_END = 0x110000;

export interface SourceHashState {
  sha256: Uint8Array;
  legacy: Uint8Array;
}

export interface SourceHashes {
  /** 64 hex digits */
  sha256: string;
  /** 8 hex digits */
  legacyHash: string;
}

export class SourceHasher {
  private constructor(
    private readonly sha256: Hasher,
    private readonly legacy: Hasher,
  ) {}

  static async open(state?: SourceHashState): Promise<SourceHasher> {
    const [sha256, legacy] = await Promise.all([newSha256(), newSha256()]);
    if (state) sha256.load(state.sha256);
    if (state) legacy.load(state.legacy);
    return new SourceHasher(sha256, legacy);
  }

  /** Pieces come in order, the first with `at` 0. */
  update(piece: Uint8Array, at: number): void {
    this.sha256.update(piece);
    const [from, to] = [LEGACY_START, LEGACY_END].map((edge) => Math.min(Math.max(edge - at, 0), piece.length));
    if (to > from) this.legacy.update(piece.subarray(from, to));
  }

  save(): SourceHashState {
    return { sha256: this.sha256.save(), legacy: this.legacy.save() };
  }

  digest(): SourceHashes {
    return { sha256: this.sha256.digest(), legacyHash: this.legacy.digest().slice(0, 8) };
  }
}
