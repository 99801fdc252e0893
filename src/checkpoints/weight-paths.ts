/** @file Which files of a network's folder hold its weights: people have them in several forms, often in more than one. */
import type { Component } from '../nets/scope';

/** Weights in one file, or an index that names the files of the parts. */
export interface WeightPath {
  path: string;
  isIndex: boolean;
}

/** `diffusion_pytorch_model.fp16.safetensors`, `pytorch_model.bin.index.json`, `model.safetensors.index.fp16.json` … */
const NAME = /^(?:diffusion_pytorch_model|pytorch_model|model)(?:\.(\w+))?\.(safetensors|bin)(?:(\.index)(?:\.(\w+))?\.json)?$/;

/** Variants from the one to be taken first: without a name, half precision, any other, and last those before averaging. */
const LAST_VARIANT = 'non_ema';
const VARIANTS = ['', 'fp16'];

/** The form to read of those there are: safetensors before torch's, the plain variant before others; undefined for none. */
export function weightPath(paths: Iterable<string>, component: Component): WeightPath | undefined {
  const found = [...paths].flatMap((path) => formOf(path, `${component}/`) ?? []);
  return found.sort((a, b) => a.rank - b.rank || (a.path < b.path ? -1 : 1))[0];
}

function formOf(path: string, folder: string): (WeightPath & { rank: number }) | undefined {
  if (!path.startsWith(folder)) return undefined;
  const match = NAME.exec(path.slice(folder.length));
  if (!match) return undefined;
  const [, before, format, index, after] = match;
  const rank = (format === 'bin' ? 100 : 0) + 10 * variantRank(before ?? after ?? '') + (index ? 1 : 0);
  return { path, isIndex: index !== undefined, rank };
}

function variantRank(variant: string): number {
  if (variant === LAST_VARIANT) return VARIANTS.length + 1;
  const known = VARIANTS.indexOf(variant);
  return known < 0 ? VARIANTS.length : known;
}
