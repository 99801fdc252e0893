/** The nano model of tests/fixtures as files in memory that a test may change. */
import { readFileSync } from 'node:fs';
import { bytesSource } from '../../src/formats/byte-source';
import { readHeader, readTensor, writeSafetensors, type RawTensor } from '../../src/formats/safetensors';
import { Failure, type FailureData } from '../../src/failure';
import type { ModelFiles } from '../../src/nets/model-files';

const FOLDER = 'tests/fixtures/nano';
const PATHS = [
  'scheduler/scheduler_config.json',
  'text_encoder/config.json',
  'text_encoder/model.safetensors',
  'unet/config.json',
  'unet/diffusion_pytorch_model.safetensors',
  'vae/config.json',
  'vae/diffusion_pytorch_model.safetensors',
];

export type Contents = Map<string, Uint8Array>;

export const nanoContents = (): Contents =>
  new Map(PATHS.map((path) => [path, new Uint8Array(readFileSync(`${FOLDER}/${path}`))]));

export function memoryFiles(contents: Contents): ModelFiles {
  return { paths: [...contents.keys()], open: (path) => bytesSource(contents.get(path)!) };
}

/** Rewrites a config.json. */
export function editJson(contents: Contents, path: string, edit: (json: Record<string, unknown>) => void): void {
  const json = JSON.parse(new TextDecoder().decode(contents.get(path))) as Record<string, unknown>;
  edit(json);
  contents.set(path, new TextEncoder().encode(JSON.stringify(json)));
}

/** Rewrites a safetensors file. */
export async function editTensors(contents: Contents, path: string, edit: (tensors: Map<string, RawTensor>) => void): Promise<void> {
  const source = bytesSource(contents.get(path)!);
  const tensors = new Map<string, RawTensor>();
  for (const [name, entry] of await readHeader(source)) tensors.set(name, await readTensor(source, entry));
  edit(tensors);
  contents.set(path, writeSafetensors(tensors));
}

/** What `work` fails with. */
export async function failureOf(work: Promise<unknown>): Promise<FailureData> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Failure) return { code: error.code, values: error.values };
    throw error;
  }
  return { code: 'none', values: {} };
}
