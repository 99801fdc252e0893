/** @file The tensors of one network of a diffusers folder, from one file or from several. */
import { Failure } from '../failure';
import type { Component } from '../nets/scope';
import { todaysName, type TensorPlace } from '../nets/weight-file';
import type { NamedSource } from './checkpoint';
import { readText, type Folder } from './folder-files';
import { clipName } from './names/clip-names';
import { readTensors, type Entries } from './tensors';
import { weightPath } from './weight-paths';

export interface NetworkWeights {
  /** under today's names */
  tensors: Map<string, TensorPlace>;
  /** under the files' own names */
  entries: Entries;
  /** in the order in which they are to be read */
  sources: NamedSource[];
}

/** Throws `model.file-missing` {path} and what reading the files throws. */
export async function openNetwork(folder: Folder, component: Component): Promise<NetworkWeights> {
  const entries = new Map<string, TensorPlace['entry']>();
  const tensors = new Map<string, TensorPlace>();
  const sources: NamedSource[] = [];
  for (const path of await filesOf(folder, component)) {
    const content = await readTensors(fileAt(folder, path).source);
    sources.push({ path: fileAt(folder, path).path, source: content.source });
    for (const [name, entry] of content.entries) {
      entries.set(name, entry);
      tensors.set(nameNow(component, name), { source: content.source, entry });
    }
  }
  return { tensors, entries, sources };
}

function nameNow(component: Component, name: string): string {
  return component === 'text_encoder' ? (clipName(name) ?? name) : todaysName(component, name);
}

async function filesOf(folder: Folder, component: Component): Promise<string[]> {
  const found = weightPath(folder.keys(), component);
  if (!found) throw new Failure('model.file-missing', { path: `${component}/*.safetensors` });
  return found.isIndex ? shardsOf(found.path, await readText(folder, found.path)) : [found.path];
}

function fileAt(folder: Folder, path: string): NamedSource {
  const file = folder.get(path);
  if (!file) throw new Failure('model.file-missing', { path });
  return file;
}

/** The index maps each tensor to the name of a file beside it. */
function shardsOf(path: string, text: string): string[] {
  const place = path.slice(0, path.lastIndexOf('/') + 1);
  const names = [...new Set(Object.values(weightMap(path, text)))];
  return names.sort().map((name) => place + name);
}

function weightMap(path: string, text: string): Record<string, string> {
  try {
    const { weight_map: map } = JSON.parse(text) as { weight_map?: unknown };
    if (isNames(map)) return map;
  } catch {
    // no JSON is the same news as no map
  }
  throw new Failure('model.config', { path, problem: 'weight_map' });
}

const isNames = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' && value !== null && Object.values(value).every((name) => typeof name === 'string');
