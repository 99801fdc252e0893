/** Types of the importer's comlink endpoint (workers/importer.ts). Types only: nothing here runs. */
import type { CheckpointKind } from '../src/checkpoints/checkpoint';
import type { Prediction } from '../src/nets/config';

export interface OfferedFile {
  /** inside the folder that was given, else the file's name */
  path: string;
  file: File;
  /** where the browser gives one: a killed import can then go on */
  handle?: FileSystemFileHandle;
  /** the folder that was given, where the browser gives one: it is asked for once, not each of its files */
  root?: FileSystemDirectoryHandle;
}

/** What a person gives. A `url` names a file or a Hugging Face repository; `pick` is one of `Inspection.candidates`. */
export type Offer = { kind: 'files'; files: OfferedFile[] } | { kind: 'url'; url: string; pick?: string };

/** What a repository holds that can be imported: a single file, or a diffusers folder (path ends in `/`, or is empty). */
export interface Candidate {
  pick: string;
  bytes: number;
}

export interface Inspection {
  /** a name to begin with */
  name: string;
  /** several things can be imported: choose one and inspect again; the fields below are then absent */
  candidates?: Candidate[];
  found?: FoundCheckpoint;
}

export interface FoundCheckpoint {
  kind: CheckpointKind;
  /** `.safetensors`, torch zip, torch before 1.6, diffusers folder */
  format: 'safetensors' | 'torch-zip' | 'torch-legacy' | 'diffusers';
  /** bytes to read */
  sourceBytes: number;
  /** exact bytes the store will need, by precision; a spool of a `.ckpt` from a URL included */
  needs: { f16: number; f32: number };
  /** bytes the browser says are free */
  free: number;
  parameters: number;
  hasEma: boolean;
  hasVae: boolean;
  prediction: Prediction;
  /** nothing in the files tells: ask */
  predictionAsked: boolean;
  /** names of tensors that nothing uses; at most 50 of `unexpectedCount` */
  unexpected: string[];
  unexpectedCount: number;
}

export interface ImportChoices {
  name: string;
  ema: boolean;
  prediction: Prediction;
  /** as stored; f16 halves what is f32 */
  precision: 'f16' | 'f32';
  /** stored model whose VAE is attached: needed where the checkpoint has none, optional where it has */
  vaeModelId?: string;
}

export type ImportMessage =
  | { kind: 'phase'; phase: 'spooling' | 'importing' | 'hashing' }
  /** bytes of the source; seconds are an estimate */
  | { kind: 'progress'; done: number; total: number; bytesPerSecond: number; secondsLeft: number };

export type ImportListener = (message: ImportMessage) => void;

/** A half import of a tab that was killed. */
export interface PendingImport {
  id: string;
  name: string;
  done: number;
  total: number;
  /** false: its source is gone (no handle was given), it can only be removed */
  resumable: boolean;
  /** files or the folder it reads from: the page asks the person for them anew before `resume`; empty where it reads an address */
  handles: FileSystemHandle[];
}

export interface CheckReport {
  ok: boolean;
  /** files whose bytes are not what was stored */
  damaged: string[];
}

export interface ImporterApi {
  /** Reads headers only, stores nothing. `precision`: f16 by default; of a repository's folder it chooses which files are read. */
  inspect(offer: Offer, choices?: Partial<Pick<ImportChoices, 'ema' | 'prediction' | 'precision'>>): Promise<Inspection>;
  /**
   * Streams into the store; resolves with the new model's id. After a failure or `cancel` nothing is left behind, but
   * when an address or a file that can be opened again is out of reach (`url.broken`) what is there stays, for `resume`.
   */
  start(offer: Offer, choices: ImportChoices, listen: ImportListener): Promise<string>;
  /** The import under way rejects with `import.cancelled`, also if it has only been asked for. */
  cancel(): Promise<void>;
  pending(): Promise<PendingImport[]>;
  /** Goes on with a half import. Permission for its file handle must have been asked for on the page. */
  resume(id: string, listen: ImportListener): Promise<string>;
  discard(id: string): Promise<void>;
  /** Hashes a stored model's files again. */
  check(modelId: string, listen: ImportListener): Promise<CheckReport>;
}
