/** @file A learned word apart from any file: what the readers find and the writers take. */

/** Vectors [count, width], row-major. */
export interface Vectors {
  readonly vectors: Float32Array;
  readonly count: number;
  readonly width: number;
}

/** For the text encoder(s) of which models the vectors are. `unknown` is kept and shown, not used. */
export type EmbeddingFamily = 'sd1' | 'sd2' | 'sdxl' | 'unknown';

/** What the file around the vectors is. `pixels`: a picture that the caller decoded. */
export type EmbeddingContainer = 'torch-zip' | 'torch-legacy' | 'safetensors' | 'png-text' | 'png-pixels' | 'pixels';

/**
 * Who writes files like this one:
 * a1111, its cards too; original: the method's first program; kohya: `emb_params`; onetrainer: `emp_params`;
 * clip: `clip_l`, `clip_g`; token: placeholder → vectors (diffusers, EveryDream, many scripts); pair: two widths that
 * belong together (diffusers' two files for SDXL); tensor: a tensor alone; bundle: inside a LoRA (OneTrainer).
 */
export type EmbeddingForm = 'a1111' | 'original' | 'kohya' | 'onetrainer' | 'clip' | 'token' | 'pair' | 'tensor' | 'bundle';

/** A word that can be written. */
export interface WrittenEmbedding extends Vectors {
  readonly name: string;
  /** SDXL's second text encoder (1280 wide); the vectors themselves are then the first one's */
  readonly clipG?: Vectors;
  /** optimizer steps done */
  readonly step: number | null;
  readonly modelName: string | null;
  /** first 10 hex digits of the model file's SHA-256 */
  readonly modelHash: string | null;
}

/** An 8-bit picture, [height, width, channels]; 3: RGB, 4: RGBA. */
export type { Pixels } from '../png-pixels';

const CLIP_L = 768;
const OPEN_CLIP_H = 1024;
export const CLIP_G = 1280;

export function familyOf(width: number, clipG?: Pick<Vectors, 'width'>): EmbeddingFamily {
  if (clipG) return width === CLIP_L && clipG.width === CLIP_G ? 'sdxl' : 'unknown';
  if (width === CLIP_L) return 'sd1';
  return width === OPEN_CLIP_H ? 'sd2' : 'unknown';
}
