/** Types of the endpoints of trainer, images, masks and captions. Types only: nothing here runs. */
import type { NameWords } from '../src/images/file-words';
import type { CaptionEdit } from '../src/images/tags/edits';
import type { Find } from '../src/images/tags/find';
import type { Picture } from '../src/store/records';
import type { LiveSettings, RunSettings } from '../src/train/settings';
import type { StorageName, TrainMessage } from '../src/train/messages';

export interface AdapterReport {
  /** as the browser names it, e.g. `nvidia ampere` */
  name: string;
  /** true for a software adapter: works, slowly */
  fallback: boolean;
  storage: StorageName;
}

/** Exact bytes of the GPU buffers that a run will create, from its plan. */
export interface MemoryEstimate {
  /** while training */
  bytes: number;
  /** at most, while a preview is decoded; the same as `bytes` where that needs no more */
  previewBytes: number;
  /** `bytes` with and without recompute, whichever was chosen */
  keepBytes: number;
  recomputeBytes: number;
  /** the plan recomputes, by choice or because the adapter is small */
  recompute: boolean;
  /** the adapter may have too little memory for `keepBytes`: a guess, browsers do not tell */
  tight: boolean;
  parts: { text: number; unet: number; vae: number; activations: number };
  storage: StorageName;
  /** the size in pixels that will be trained, the model's own, and the step that sizes come in */
  width: number;
  height: number;
  ownSize: number;
  sizeStep: number;
  /** numbers of a vector of the model's text encoder */
  vectorWidth: number;
  /** that are compiled: some for each size of pictures and each length of prompts */
  programs: number;
  /** sizes that pictures are trained at */
  buckets: number;
}

/** What an estimate needs of a picture. */
export type PictureFacts = Pick<Picture, 'name' | 'caption' | 'width' | 'height'>;

/** How an adapter's products are made: by a table, or as was measured. */
export interface TuningReport {
  /** `barrier-free`: of a software adapter, with nothing to choose */
  kernels: 'barrier-free' | 'tiled';
  vendor: 'nvidia' | 'amd' | 'intel' | 'apple' | 'other';
  /** with that model and version of the app; absent: the vendor's table */
  measured?: {
    /** when last, in milliseconds since 1970 */
    at: number;
    clock: 'gpu' | 'wall';
    seconds: number;
    /** of products */
    shapes: number;
    /** of them, where something else was faster than what the table has */
    changed: number;
  };
}

export interface StartRequest {
  /** of a run that waited its turn; absent: a new one */
  id?: string;
  modelId: string;
  datasetId: string;
  settings: RunSettings;
}

/** workers/trainer.ts: owns the GPUDevice, the weights and the run. Rejections are FailureData-shaped (see workers/failures.ts). */
export interface TrainerApi {
  probe(): Promise<AdapterReport>;
  /** `pictures` of the first word: long captions and other ratios need programs of their own. */
  estimate(modelId: string, settings: RunSettings, pictures?: PictureFacts[]): Promise<MemoryEstimate>;
  tuning(modelId: string, settings: RunSettings): Promise<TuningReport>;
  /**
   * Measures the products of such a run anew, for some seconds; ends early when a run begins. `listen`: shapes done, of how many.
   * Throws `run.busy`, `gpu.not-measured`.
   */
  retune(modelId: string, settings: RunSettings, pictures: PictureFacts[], listen: (done: number, total: number) => void): Promise<TuningReport>;
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
  /** Changes a run under way from the next step on; throws `rate.*`, `settings.*`. The run logs it. */
  change(change: LiveSettings): Promise<void>;
}

export interface PreparedPicture {
  /** RGB bytes, height × width × 3 of the size asked for */
  rgb: Uint8Array;
  /** PNG or WebP thumbnail, 128 px on the longer side */
  thumbnail: Blob;
  width: number;
  height: number;
}

/** workers/images.ts: decode, cover, centre-crop, thumbnails, masks. Off the page's thread. */
export interface ImagesApi {
  /** Decodes a picture and covers side × side, or side wide and `height` high; throws `picture.unreadable`, `picture.extreme` (values: name, width, height). */
  prepare(picture: Blob, name: string, side: number, height?: number): Promise<PreparedPicture>;
}

/** What workers/images.ts does for a run beside it. */
export interface MasksApi {
  /**
   * Painted mask times alpha, 0..255, of the picture at that size, for each square of `factor` pixels:
   * [height / factor, width / factor]. Undefined where there is neither. Throws `picture.unreadable`.
   */
  mask(picture: MaskedPicture, size: PictureSize, factor: number): Promise<Float32Array | undefined>;
}

type PictureSize = Pick<Picture, 'width' | 'height'>;
export type MaskedPicture = Pick<Picture, 'blob' | 'name' | 'width' | 'height' | 'mask'>;

/** workers/captions.ts: the tokenizer, for counts shown beside fields. */
export interface CaptionsApi {
  /** token ids without start and end marks */
  tokens(text: string): Promise<number[]>;
}

/** workers/caption-edits.ts. A regular expression may take for ever: who asks sets a limit and ends the worker. */
export interface CaptionEditsApi {
  /** once the worker runs */
  ready(): Promise<void>;
  /** for each caption whether it is found there; throws `caption.pattern…` */
  matches(captions: readonly string[], find: Find): Promise<boolean[]>;
  /** the captions after the change; throws `caption.pattern…` */
  edit(captions: readonly string[], edit: CaptionEdit): Promise<string[]>;
  /** what `[filewords]` stands for where a picture of that name has no caption; throws `settings.word-pattern` */
  fileWords(names: readonly string[], rules: NameWords): Promise<string[]>;
}
