/** @file A model's folder in the diffusers layout, wherever it lies: in the store, on disk, in memory. */
import { Failure } from '../failure';
import type { ByteSource } from '../formats/byte-source';
import type { Component } from './scope';

export interface ModelFiles {
  /** relative to the folder, e.g. `unet/config.json` */
  readonly paths: readonly string[];
  open(path: string): ByteSource;
}

/** A small text file; undefined where there is none. */
export async function readText(files: ModelFiles, path: string): Promise<string | undefined> {
  if (!files.paths.includes(path)) return undefined;
  const source = files.open(path);
  return new TextDecoder().decode(await source.read(0, source.size));
}

const USUAL_NAME: Readonly<Record<Component, string>> = {
  text_encoder: 'model',
  unet: 'diffusion_pytorch_model',
  vae: 'diffusion_pytorch_model',
};

/** The weights of a network: the usual name, else its half-precision variant. Throws `model.file-missing` {path}. */
export function weightsPath(files: ModelFiles, component: Component): string {
  const usual = `${component}/${USUAL_NAME[component]}`;
  const known = [`${usual}.safetensors`, `${usual}.fp16.safetensors`];
  const path = known.find((candidate) => files.paths.includes(candidate));
  if (!path) throw new Failure('model.file-missing', { path: known[0] });
  return path;
}
