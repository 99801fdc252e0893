/** Types of the three workers' comlink endpoints. Types only: nothing here runs. */
import type { RunSettings } from '../src/train/settings';
import type { StorageName, TrainMessage } from '../src/train/messages';

export interface AdapterReport {
  /** as the browser names it, e.g. `nvidia ampere` */
  name: string;
  /** true for a software adapter: works, slowly */
  fallback: boolean;
  storage: StorageName;
}

export interface MemoryEstimate {
  /** exact bytes the plan will allocate on the GPU */
  bytes: number;
}

export interface StartRequest {
  modelId: string;
  datasetId: string;
  settings: RunSettings;
}

/** workers/trainer.ts: owns the GPUDevice, the weights and the run. Rejections are FailureData-shaped (see workers/failures.ts). */
export interface TrainerApi {
  probe(): Promise<AdapterReport>;
  estimate(modelId: string, settings: RunSettings): Promise<MemoryEstimate>;
  /** Starts a new run; resolves with its id when it is accepted; all else comes through `listen`. */
  start(request: StartRequest, listen: (message: TrainMessage) => void): Promise<string>;
  /** Goes on with a stored run from its last written state. */
  resume(runId: string, listen: (message: TrainMessage) => void): Promise<void>;
  pause(): Promise<void>;
  unpause(): Promise<void>;
  /** Ends the run after the step in hand; state and embedding are written. */
  stop(): Promise<void>;
  saveNow(): Promise<void>;
  previewNow(): Promise<void>;
}

export interface PreparedPicture {
  /** RGB bytes, side × side × 3 */
  rgb: Uint8Array;
  /** PNG or WebP thumbnail, 128 px on the longer side */
  thumbnail: Blob;
  width: number;
  height: number;
}

/** workers/images.ts: decode, cover, centre-crop, thumbnails. Off the page's thread. */
export interface ImagesApi {
  /** Decodes a picture; throws `picture.unreadable`, `picture.extreme` (values: name, width, height). */
  prepare(picture: Blob, name: string, side: number): Promise<PreparedPicture>;
}

/** workers/captions.ts: the tokenizer, for counts shown beside fields. */
export interface CaptionsApi {
  /** token ids without start and end marks */
  tokens(text: string): Promise<number[]>;
}
