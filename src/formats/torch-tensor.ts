/** @file A pickled tensor against its storage, and the storage against the file: what comes out is safe to read. */
import { Failure } from '../failure';
import { type TorchStorage, type TorchTensor } from './pickle-value';
import { DTYPE_BYTES, elementCount, tensorBytes, type TensorEntry } from './tensor-entry';

/** Absolute byte offsets. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Where the file keeps a storage; undefined where it has none of this key. */
export type FindStorage = (storage: TorchStorage) => ByteRange | undefined;

/** Throws `torch.storage` {name, key}, `torch.tensor` {name}. */
export function placeTensor(name: string, tensor: TorchTensor, find: FindStorage): TensorEntry {
  const range = storageRange(name, tensor.storage, find);
  const { dtype, shape } = tensor;
  const bytes = tensorBytes(dtype, shape);
  const span = spanOf(tensor);
  const start = range.start + tensor.offset * DTYPE_BYTES[dtype];
  const end = start + span * DTYPE_BYTES[dtype];
  const counts = [tensor.offset, ...shape, ...tensor.strides].every((count) => count >= 0);
  // an expanded tensor, larger than what it repeats, would be the way to ask for any amount of memory
  const fits = Number.isSafeInteger(bytes) && bytes <= range.end - range.start && Number.isSafeInteger(end) && end <= range.end;
  if (!counts || !fits) throw new Failure('torch.tensor', { name });
  const entry = { dtype, shape, start, end };
  return span === 0 || isRowMajor(tensor) ? entry : { ...entry, strides: tensor.strides };
}

/** Bytes of the part that the pickle speaks of. */
function storageRange(name: string, storage: TorchStorage, find: FindStorage): ByteRange {
  const { key, dtype, count, view } = storage;
  const whole = find(storage);
  const width = DTYPE_BYTES[dtype];
  const [first, elements] = view ? [view.first, view.count] : [0, count];
  if (!whole || count * width > whole.end - whole.start || first + elements > count) throw new Failure('torch.storage', { name, key });
  return { start: whole.start + first * width, end: whole.start + (first + elements) * width };
}

/** Elements from the first to the last one touched. */
function spanOf({ shape, strides }: TorchTensor): number {
  if (elementCount(shape) === 0) return 0;
  return shape.reduce((span, size, i) => span + (size - 1) * strides[i], 1);
}

/** Strides of dimensions of size 1 mean nothing. */
function isRowMajor({ shape, strides }: TorchTensor): boolean {
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    if (shape[i] !== 1 && strides[i] !== step) return false;
    step *= shape[i];
  }
  return true;
}
