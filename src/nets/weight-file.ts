/** @file The tensors of one network's file, under the names that the graphs use. */
import { Failure } from '../failure';
import type { ByteSource } from '../formats/byte-source';
import { readHeader, type Dtype, type TensorEntry } from '../formats/safetensors';
import { weightsPath, type ModelFiles } from './model-files';
import { COMPONENTS, splitName, type Component } from './scope';

export interface WeightFile {
  readonly source: ByteSource;
  readonly tensors: ReadonlyMap<string, TensorEntry>;
}

export type WeightFiles = Readonly<Record<Component, WeightFile>>;

/** Reads headers only. */
export async function openWeights(files: ModelFiles): Promise<WeightFiles> {
  const opened = COMPONENTS.map(async (component) => [component, await openFile(files, component)] as const);
  return Object.fromEntries(await Promise.all(opened)) as unknown as WeightFiles;
}

async function openFile(files: ModelFiles, component: Component): Promise<WeightFile> {
  const source = files.open(weightsPath(files, component));
  const header = await readHeader(source);
  const tensors = new Map([...header].map(([name, entry]) => [component === 'vae' ? todaysName(name) : name, entry]));
  return { source, tensors };
}

/** The VAE's attention had other names before 2023. */
const OLD_NAMES: Readonly<Record<string, string>> = { query: 'to_q', key: 'to_k', value: 'to_v', proj_attn: 'to_out.0' };

function todaysName(name: string): string {
  return name.replace(/(mid_block\.attentions\.0\.)(query|key|value|proj_attn)\./, (_, place: string, old: string) => `${place}${OLD_NAMES[old]}.`);
}

const READABLE: readonly Dtype[] = ['F32', 'F16', 'BF16'];

/** A graph's weight in its file. Throws `model.tensor-missing` {name}, `model.dtype` {name, dtype}. */
export function findTensor(files: WeightFiles, weight: string): { source: ByteSource; entry: TensorEntry } {
  const { component, tensor } = splitName(weight);
  const { source, tensors } = files[component];
  const entry = tensors.get(tensor);
  if (!entry) throw new Failure('model.tensor-missing', { name: weight });
  if (!READABLE.includes(entry.dtype)) throw new Failure('model.dtype', { name: weight, dtype: entry.dtype });
  return { source, entry };
}
