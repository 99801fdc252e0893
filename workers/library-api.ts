/** Types of the library's comlink endpoint (workers/library.ts). Types only: nothing here runs. */
import type { FailureData } from '../src/failure';
import type { NameTrouble } from '../src/library/names';
import type { WordStatistics } from '../src/library/statistics';

export interface Added {
  /** ids of the words that are now in the library, in the order of the files */
  ids: string[];
  /** files that gave none */
  refused: { file: string; failure: FailureData }[];
  /** names of tensors beside a word that are no part of it */
  ignored: { file: string; names: readonly string[] }[];
}

/** `card` looks like A1111's, `plain-card` like this app; both hold the same. */
export type ExportForm = 'pt' | 'safetensors' | 'bin' | 'card' | 'plain-card';

export interface ExportedFile {
  /** safe on every system */
  name: string;
  blob: Blob;
}

/** With the tokens' texts; `text` as a person would type it, `wordEnd` where it ends a word. */
export interface NamedStatistics extends Omit<WordStatistics, 'nearest'> {
  nearest: { text: string; wordEnd: boolean; cosine: number }[][];
}

export interface BlendPart {
  id: string;
  weight: number;
}

export interface LibraryApi {
  /** Reads files of any form and keeps what is found; two files that belong together become one word. */
  add(files: File[]): Promise<Added>;
  /** A file at an address, or a concept of the Hugging Face library. Throws `url.*`. */
  addAddress(url: string): Promise<Added>;
  /** Throws `library.gone` where the word is no longer there. */
  export(id: string, form: ExportForm): Promise<ExportedFile>;
  /** All in one archive. */
  exportAll(ids: string[], form: ExportForm): Promise<ExportedFile>;
  /** A whole run in A1111's folders: versions, previews, cards, log, settings. Throws `run.not-found`, `library.gone`. */
  exportRun(runId: string): Promise<ExportedFile>;
  /** Beside the tokens of a stored model. Throws `library.widths` where the word is for another kind of model. */
  statistics(id: string, modelId: string): Promise<NamedStatistics>;
  /** A new word: the weighted mean. Resolves with its id. Throws `library.*`. */
  blend(parts: BlendPart[], name: string): Promise<string>;
  /** A new word: one after the other. */
  chain(ids: string[], name: string): Promise<string>;
  /** What is odd about a name; `others` are the names of the other words. */
  nameTroubles(name: string, others: string[]): Promise<NameTrouble[]>;
}
