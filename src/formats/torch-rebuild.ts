/** @file torch's tensors and storages as their pickles describe them (torch/_utils.py, torch/serialization.py). */
import { MAX_RANK } from './tensor-entry';
import { isKind, type PickleGlobal, type PickleValue, type TorchStorage, type TorchTensor } from './pickle-value';

type Call = PickleGlobal['call'];

const isInteger = (value: PickleValue | undefined): value is number => Number.isSafeInteger(value);
const isCount = (value: PickleValue | undefined): value is number => isInteger(value) && value >= 0;

/** A tuple of few integers, by reference; their signs are looked at where the tensor has a name. */
function integers(value: PickleValue | undefined): readonly number[] | undefined {
  if (!isKind(value, 'tuple') || value.items.length > MAX_RANK) return undefined;
  return value.items.every(isInteger) ? value.items : undefined;
}

/** (storage, offset, size, stride, …): whether a gradient is wanted, and hooks, do not matter here. */
export const rebuildTensor: Call = ([storage, offset, size, stride]) => {
  const [shape, strides] = [integers(size), integers(stride)];
  if (!isKind(storage, 'storage') || !isInteger(offset) || !shape || shape.length !== strides?.length) return undefined;
  return { kind: 'tensor', storage, dtype: storage.dtype, offset, shape, strides };
};

/** (storage, offset, size, stride, requires_grad, hooks, dtype, …): types that have no storage of their own. */
export const rebuildTensorOfDtype: Call = (args, spend) => {
  const tensor = rebuildTensor(args, spend);
  const dtype = args[6];
  if (!isKind(tensor, 'tensor') || !isKind(dtype, 'global') || !dtype.dtype) return undefined;
  return { ...tensor, dtype: dtype.dtype } satisfies TorchTensor;
};

/** A parameter is its tensor. */
export const rebuildParameter: Call = ([tensor]) => (isKind(tensor, 'tensor') ? tensor : undefined);

/** (function, type, arguments, state): tensors with attributes of their own. */
export const rebuildFromType: Call = ([callable, , args], spend) => {
  if (!isKind(callable, 'global') || !isKind(args, 'tuple') || callable.call === rebuildFromType) return undefined;
  return callable.call(args.items, spend);
};

/** ('storage', type, key, place, elements), and in legacy files a view (key, first, elements) or None. */
export function storageOf(id: PickleValue): TorchStorage | undefined {
  if (!isKind(id, 'tuple')) return undefined;
  const [word, type, key, , count, view] = id.items;
  if (word !== 'storage' || !isKind(type, 'global') || !type.dtype || typeof key !== 'string' || !isCount(count)) return undefined;
  const storage = { kind: 'storage', key, dtype: type.dtype, count } as const;
  if (view === undefined || view === null) return storage;
  if (!isKind(view, 'tuple') || !isCount(view.items[1]) || !isCount(view.items[2])) return undefined;
  return { ...storage, view: { first: view.items[1], count: view.items[2] } };
}
