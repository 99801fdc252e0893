/**
 * @file What an import will write: one safetensors file a network. Its tensors follow in the order in which one pass
 * over the sources meets them, so the head is known in advance and each file is written from front to end.
 */
import { Failure, invariant } from '../failure';
import { safetensorsHead } from '../formats/safetensors-layout';
import { elementCount, tensorBytes } from '../formats/tensor-entry';
import { COMPONENTS, type Component } from '../nets/scope';
import type { TensorPlace } from '../nets/weight-file';
import type { Checkpoint, ComponentTensors, NamedSource } from './checkpoint';
import { isFloat, storedDtype, type Precision, type StoredDtype } from './import-convert';

export interface PlannedTensor {
  readonly name: string;
  /** as stored */
  readonly dtype: StoredDtype;
  readonly shape: readonly number[];
  readonly place: TensorPlace;
  /** which of the plan's sources */
  readonly source: number;
}

export interface PlannedFile {
  readonly path: string;
  readonly head: Uint8Array<ArrayBuffer>;
  /** head included */
  readonly bytes: number;
  readonly tensors: readonly PlannedTensor[];
  /** The first so many come with the pass; the rest (strided, or sharing bytes with another) are read again after it. */
  readonly passed: number;
}

export interface ImportPlan {
  readonly files: readonly PlannedFile[];
  readonly configs: Readonly<Record<string, string>>;
  readonly sources: readonly NamedSource[];
  /** bytes to read */
  readonly sourceBytes: number;
  /** bytes that the store will hold, configs included */
  readonly storedBytes: number;
  /** numbers in all tensors */
  readonly parameters: number;
}

const FILE_NAMES: Readonly<Record<Component, string>> = {
  text_encoder: 'model',
  unet: 'diffusion_pytorch_model',
  vae: 'diffusion_pytorch_model',
};

/** Integer tensors (counters) are left out. Throws `model.dtype` {name, dtype} for numbers that are not read here. */
export function planImport(checkpoint: Checkpoint, precision: Precision): ImportPlan {
  const { configs, sources, weights } = checkpoint;
  const order = new Map(sources.map(({ source }, index) => [source, index]));
  const files = COMPONENTS.flatMap((component) => {
    const tensors = weights[component];
    return tensors ? [planFile(component, tensors, storedDtype(precision), order)] : [];
  });
  const configBytes = sum(Object.values(configs).map((text) => new TextEncoder().encode(text).length));
  return {
    files, configs, sources,
    sourceBytes: sum(sources.map(({ source }) => source.size)),
    storedBytes: sum(files.map(({ bytes }) => bytes)) + configBytes,
    parameters: sum(files.flatMap(({ tensors }) => tensors.map(({ shape }) => elementCount(shape)))),
  };
}

type SourceOrder = ReadonlyMap<TensorPlace['source'], number>;

function planFile(component: Component, found: ComponentTensors, dtype: StoredDtype, order: SourceOrder): PlannedFile {
  const planned = [...found].flatMap(([name, place]) => planTensor(`${component}/${name}`, name, place, dtype, order));
  const { passed, after } = split(planned);
  const tensors = [...passed, ...after];
  const head = safetensorsHead(tensors);
  const bytes = head.length + sum(tensors.map(({ shape }) => tensorBytes(dtype, shape)));
  return { path: `${component}/${FILE_NAMES[component]}.safetensors`, head, bytes, tensors, passed: passed.length };
}

function planTensor(
  label: string, name: string, place: TensorPlace, dtype: StoredDtype, order: SourceOrder,
): PlannedTensor[] {
  const { entry, source } = place;
  if (/^([UI]\d+|BOOL)$/.test(entry.dtype)) return [];
  if (!isFloat(entry.dtype)) throw new Failure('model.dtype', { name: label, dtype: entry.dtype });
  const index = order.get(source);
  invariant(index !== undefined, () => `${label} lies in no source of the checkpoint`);
  return [{ name, dtype, shape: entry.shape, place, source: index }];
}

/** In the pass: whole ranges, one behind the other. */
function split(tensors: readonly PlannedTensor[]): { passed: PlannedTensor[]; after: PlannedTensor[] } {
  const passed: PlannedTensor[] = [];
  const after: PlannedTensor[] = [];
  for (const tensor of [...tensors].sort(byPosition)) {
    const { start, end, strides } = tensor.place.entry;
    const last = passed.at(-1);
    const free = !last || last.source < tensor.source || last.place.entry.end <= start;
    if (free && !strides && end > start) passed.push(tensor);
    else after.push(tensor);
  }
  return { passed, after };
}

/** By name where two tensors are one range: the order must not depend on how the checkpoint was read. */
function byPosition(a: PlannedTensor, b: PlannedTensor): number {
  const [first, second] = [a.place.entry, b.place.entry];
  return a.source - b.source || first.start - second.start || first.end - second.end || (a.name < b.name ? -1 : 1);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, value) => total + value, 0);
