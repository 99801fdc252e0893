/** What lies in IndexedDB: one idb-keyval database per kind, every record plain data and Blobs. Runs are train's: see src/train/records.ts. */

export interface ModelManifest {
  id: string;
  name: string;
  /** true for the one that ships with the app */
  bundled: boolean;
  /** every file of the diffusers folder: path inside it, bytes, number of shards of at most 64 MiB */
  files: { path: string; bytes: number; shards: number }[];
  bytes: number;
  created: number;
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
}

export interface Dataset {
  id: string;
  pictures: Picture[];
  created: number;
}

export interface Embedding {
  id: string;
  name: string;
  /** [count, width] f32, row-major */
  vectors: Float32Array;
  count: number;
  width: number;
  step: number;
  modelName: string;
  runId: string;
  preview?: Blob;
  created: number;
}
