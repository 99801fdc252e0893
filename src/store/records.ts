/** What lies in IndexedDB: one idb-keyval database per kind, every record plain data and Blobs. Runs are train's: see src/train/records.ts. */

export interface ModelManifest {
  id: string;
  name: string;
  /** true for the one that ships with the app */
  bundled: boolean;
  files: StoredFile[];
  /** config files: path → text; one of `files` under the same path is overruled */
  configs?: Record<string, string>;
  bytes: number;
  created: number;
  /** `vae`: only an autoencoder, for other models. This and what follows is absent from records of the first version. */
  kind?: 'sd1' | 'sd2' | 'vae';
  prediction?: 'epsilon' | 'v_prediction';
  /** number type of the stored weights */
  precision?: 'f16' | 'f32';
  /** of the one file it came from, 64 hex digits */
  sha256?: string;
  /** A1111's: the first ten digits of `sha256` */
  shortHash?: string;
  /** A1111's older one, eight digits */
  legacyHash?: string;
  /** file, folder or address it came from */
  sourceName?: string;
  sourceBytes?: number;
  /** the entry whose VAE is used instead of the model's own */
  vaeModelId?: string;
  /** That VAE. Its shards stay as long as a model refers to them, whatever becomes of the entry it came from. */
  vae?: { files: StoredFile[]; configs: Record<string, string> };
  /** counts changes of what the model computes (prediction, VAE): who keeps it open has to open it again */
  revision?: number;
}

/** A file of the diffusers folder. Its shards' keys are `at/0`, `at/1`, … */
export interface StoredFile {
  /** inside the folder */
  path: string;
  bytes: number;
  shards: number;
  /** models that share a file have the same `at`; absent: `id/path` */
  at?: string;
  /** of its tensors: see formats/content-hash.ts */
  content?: string;
  /** of its bytes, hex, where it is no set of tensors */
  sha256?: string;
}

export interface Picture {
  id: string;
  /** file name as given */
  name: string;
  caption: string;
  /** the bytes as given */
  blob: Blob;
  thumbnail: Blob;
  width: number;
  height: number;
  /** SHA-256 of the bytes as given, hex: the same picture twice is found by it; absent in sets stored before */
  digest?: string;
  /** a person's own crop, in pixels of the upright picture */
  crop?: { x: number; y: number; width: number; height: number };
  /** grey PNG of the upright picture's ratio, white where training looks: the loss's weight map */
  mask?: Blob;
  /** id of the picture in `Dataset.origin` that it was made of */
  source?: string;
}

/** What advice on a data set reads of a picture. Measured once (src/images/judge) and kept apart from data sets: see looks.ts. */
export interface PictureLooks {
  /** variance of the Laplacian of the grey picture at 512 pixels, where it is largest; low is blurred */
  sharpness: number;
  /** 128-bit difference hash, 32 hex digits: near duplicates differ in few bits */
  hash: string;
  /** share of the border that has one colour, 0..1 */
  plain: number;
  /** share of the picture that is transparent, 0..1 */
  clear: number;
}

export interface Dataset {
  id: string;
  pictures: Picture[];
  created: number;
  /** id of the data set that this one was made of, which stays as it is */
  origin?: string;
  /** how it was made of that: PrepareOptions of src/images, as its maker wrote them */
  prepared?: object;
  /** a run was made of it, or waits to be: what changes then is a new one */
  frozen?: true;
  /** no picture of it is a person's own: all came with the app, or were made of such */
  bundled?: true;
  /** of the write that it comes from: another one in the store is another tab's. Absent in sets stored before. */
  revision?: string;
}

/** A word of the library, without its numbers: thousands of these are listed at once. */
export interface EmbeddingInfo {
  id: string;
  name: string;
  /** vectors */
  count: number;
  /** numbers of each */
  width: number;
  step: number;
  modelName: string;
  /** A1111's ten digits of the model it was made on; absent where the model came as a folder */
  modelHash?: string;
  /** the run that made it; absent where it came as a file */
  runId?: string;
  preview?: Blob;
  created: number;
  // Absent from words of earlier versions, and where there is nothing to say.
  /** the form of the file it came from, and what the file is */
  form?: string;
  container?: string;
  /** the models it is for */
  family?: 'sd1' | 'sd2' | 'sdxl' | 'unknown';
  /** sizes for the second text encoder: SDXL */
  clipG?: { count: number; width: number };
  tags?: string[];
  notes?: string;
  /** states of its run that were kept, by step; which of them the word is, `step` says */
  versions?: EmbeddingVersion[];
  /** the preview is a card's picture that says this name already */
  caption?: string;
}

export interface EmbeddingVersion {
  step: number;
  created: number;
  preview?: Blob;
  /** did best on the evaluation set so far; `only`: kept for nothing else, so it goes when another does better */
  best?: 'only' | 'too';
}

/** The numbers of a word, or of one version of it. */
export interface EmbeddingValues {
  /** [count, width] f32, row-major */
  vectors: Float32Array;
  /** [clipG.count, clipG.width] */
  vectorsG?: Float32Array;
  /** what it began as, like `vectors` */
  start?: Float32Array;
}

export type Embedding = EmbeddingInfo & { vectors: Float32Array };
