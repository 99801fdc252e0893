/** @file What a file of tensors holds, and what it says about itself. */
import type { ByteSource } from '../formats/byte-source';
import type { TensorEntry } from '../formats/tensor-entry';
import { openTensorFile } from '../formats/tensor-file';
import type { Prediction } from '../nets/config';

export type Entries = ReadonlyMap<string, TensorEntry>;

export interface Tensors {
  /** what the entries' offsets are of: the file, unless parts of it had to be unpacked */
  source: ByteSource;
  entries: Entries;
  /** where the file says */
  prediction?: Prediction;
}

/** Throws what `openTensorFile` throws. */
export async function readTensors(file: ByteSource): Promise<Tensors> {
  const { source, tensors, values } = await openTensorFile(file);
  return { source, entries: tensors, prediction: predictionMark(tensors, values) };
}

/** Trainers' marks: a tensor by this name, or Stability's `modelspec` among the file's own strings. */
function predictionMark(entries: Entries, values: Readonly<Record<string, string | number>>): Prediction | undefined {
  if (entries.has('v_pred')) return 'v_prediction';
  const spoken = values['modelspec.prediction_type'];
  if (spoken === 'v') return 'v_prediction';
  return spoken === 'epsilon' ? 'epsilon' : undefined;
}
