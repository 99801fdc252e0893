/** @file Where the tensors of the networks lie, under the names that the graphs use. */
import { Failure } from '../failure';
import type { ByteSource } from '../formats/byte-source';
import { readHeader } from '../formats/safetensors';
import { tensorBytes, type Dtype, type TensorEntry } from '../formats/tensor-entry';
import { weightsPath, type ModelFiles } from './model-files';
import { COMPONENTS, splitName, type Component } from './scope';

/** A network may come from several files: shards. */
export interface TensorPlace {
  readonly source: ByteSource;
  readonly entry: TensorEntry;
}

/** Names without their component. */
export type WeightFiles = Readonly<Record<Component, ReadonlyMap<string, TensorPlace>>>;

/** Of a folder with one safetensors file for each network. Reads headers only. */
export async function openWeights(files: ModelFiles): Promise<WeightFiles> {
  const opened = COMPONENTS.map(async (component) => [component, await openFile(files, component)] as const);
  return Object.fromEntries(await Promise.all(opened)) as unknown as WeightFiles;
}

/** Of one network's file. Reads its header only. */
export async function openFile(files: ModelFiles, component: Component): Promise<Map<string, TensorPlace>> {
  const source = files.open(weightsPath(files, component));
  const header = await readHeader(source);
  return new Map([...header].map(([name, entry]) => [todaysName(component, name), { source, entry }]));
}

/** The VAE's attention had other names before 2023. */
const OLD_NAMES: Readonly<Record<string, string>> = { query: 'to_q', key: 'to_k', value: 'to_v', proj_attn: 'to_out.0' };

/** A diffusers name as it is written now. */
export function todaysName(component: Component, name: string): string {
  if (component !== 'vae') return name;
  return name.replace(/(mid_block\.attentions\.0\.)(query|key|value|proj_attn)\./, (_, place: string, old: string) => `${place}${OLD_NAMES[old]}.`);
}

const READABLE: readonly Dtype[] = ['F64', 'F32', 'F16', 'BF16'];

/** A graph's weight in its file. Throws `model.tensor-missing` {name, count: 1}, `model.dtype` {name, dtype}. */
export function findTensor(files: WeightFiles, weight: string): TensorPlace {
  const { component, tensor } = splitName(weight);
  const place = files[component].get(tensor);
  if (!place) throw new Failure('model.tensor-missing', { name: weight, count: 1 });
  const { dtype } = place.entry;
  if (!READABLE.includes(dtype)) throw new Failure('model.dtype', { name: weight, dtype });
  return place;
}

/** Rows [from, to) of a tensor, at least one: the same bytes, nothing is copied. */
export function rowRange({ source, entry }: TensorPlace, from: number, to: number): TensorPlace {
  const { dtype, shape, start, end, strides } = entry;
  const row = strides ? tensorBytes(dtype, [strides[0]]) : tensorBytes(dtype, shape.slice(1));
  const rows = { shape: [to - from, ...shape.slice(1)], start: start + from * row, end: end - (shape[0] - to) * row };
  return { source, entry: { ...entry, ...rows } };
}
