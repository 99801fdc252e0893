/** @file A learned word as a `.pt` file in A1111's form: what A1111, Forge, ComfyUI and diffusers read. */
import { invariant } from '../failure';
import * as p from './pickle-write';
import { floatBytes, floatTensor } from './pickle-tensor';
import { writeTorchZip } from './torch-zip';

export interface EmbeddingFile {
  /** as people type it; the file's own name decides in A1111 */
  name: string;
  /** [count, width], row-major */
  vectors: Float32Array;
  count: number;
  width: number;
  /** optimizer steps done */
  step: number | null;
  /** first 10 hex digits of the model file's SHA-256 */
  modelHash: string | null;
  modelName: string | null;
}

/** `*</w>` in CLIP's vocabulary: the placeholder of the original method, kept by every reader */
const PLACEHOLDER = '*';
const PLACEHOLDER_TOKEN = 265;

/** The same input gives the same bytes. */
export function writeEmbeddingPt(embedding: EmbeddingFile): Uint8Array<ArrayBuffer> {
  const { vectors, count, width } = embedding;
  invariant(vectors.length === count * width, () => `${vectors.length} values for ${count} x ${width}`);
  return writeTorchZip(p.pickle(embeddingDict(embedding)), [floatBytes(vectors)]);
}

/** Keys in A1111's order. */
function embeddingDict(embedding: EmbeddingFile): p.Pickled {
  const { name, count, width, step, modelHash, modelName } = embedding;
  return p.dict([
    ['string_to_token', p.dictOfOne(PLACEHOLDER, p.integer(PLACEHOLDER_TOKEN))],
    ['string_to_param', p.dictOfOne(PLACEHOLDER, floatTensor('0', [count, width], true))],
    ['name', p.text(name)],
    ['step', step === null ? p.none : p.integer(step)],
    ['sd_checkpoint', textOrNone(modelHash)],
    ['sd_checkpoint_name', textOrNone(modelName)],
  ]);
}

function textOrNone(value: string | null): p.Pickled {
  return value === null ? p.none : p.text(value);
}
