/** @file A learned word as a `.pt` file in A1111's form: what A1111, Forge, ComfyUI and diffusers read. */
import { invariant } from '../failure';
import * as p from './pickle-write';
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
    ['string_to_param', p.dictOfOne(PLACEHOLDER, tensor(count, width))],
    ['name', p.text(name)],
    ['step', step === null ? p.none : p.integer(step)],
    ['sd_checkpoint', textOrNone(modelHash)],
    ['sd_checkpoint_name', textOrNone(modelName)],
  ]);
}

function textOrNone(value: string | null): p.Pickled {
  return value === null ? p.none : p.text(value);
}

/** Storage 0 as a contiguous f32 tensor on the CPU that asks for a gradient, as A1111 leaves it after training. */
function tensor(rows: number, columns: number): p.Pickled {
  const storage = p.persistentId(p.tuple(
    p.text('storage'), p.global('torch', 'FloatStorage'), p.text('0'), p.text('cpu'), p.integer(rows * columns),
  ));
  const size = p.pair(p.integer(rows), p.integer(columns));
  const stride = p.pair(p.integer(columns), p.integer(1));
  const hooks = p.call(p.global('collections', 'OrderedDict'), p.emptyTuple);
  const rebuild = p.global('torch._utils', '_rebuild_tensor_v2');
  return p.call(rebuild, p.tuple(storage, p.integer(0), size, stride, p.bool(true), hooks));
}

/** Little-endian whatever the machine. */
function floatBytes(values: Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, i) => view.setFloat32(i * 4, value, true));
  return new Uint8Array(view.buffer);
}
