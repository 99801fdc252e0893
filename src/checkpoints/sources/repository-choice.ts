/** @file What of a repository's files can be imported, and which of them that takes. */
import { COMPONENTS, type Component } from '../../nets/scope';
import { configPath, SCHEDULER } from '../assemble';
import type { Precision } from '../import-convert';
import { weightPath } from '../weight-paths';
import type { RemoteFile } from './hugging-face';

/** A single file (its path), or a diffusers folder: its path with `/` at the end, empty for the root. */
export interface RemoteChoice {
  pick: string;
  /** to be fetched, with paths from the folder */
  files: RemoteFile[];
  bytes: number;
}

const INDEX = 'model_index.json';
const SINGLE = /\.(safetensors|ckpt|pt|pth)$/i;
/** What is smaller is a learned word or a LoRA. */
const LEAST_SINGLE_BYTES = 32e6;

/** `precision` decides for half-precision variants, which are half as long to fetch. */
export function choicesIn(files: readonly RemoteFile[], precision: Precision): RemoteChoice[] {
  const roots = files.filter(({ path }) => path === INDEX || path.endsWith(`/${INDEX}`)).map(({ path }) => path.slice(0, -INDEX.length));
  const folders = roots.flatMap((root) => folderChoice(root, files, precision) ?? []);
  const inFolder = (path: string): boolean => roots.some((root) => path.startsWith(root) && path.slice(root.length).includes('/'));
  const singles = files.filter(({ path, bytes }) => SINGLE.test(path) && bytes >= LEAST_SINGLE_BYTES && !inFolder(path));
  return [...folders, ...singles.map((file) => ({ pick: file.path, files: [file], bytes: file.bytes }))];
}

function folderChoice(root: string, files: readonly RemoteFile[], precision: Precision): RemoteChoice | undefined {
  const inside = new Map(files.flatMap((file) => (file.path.startsWith(root) ? [[file.path.slice(root.length), file] as const] : [])));
  if (!inside.has(configPath('unet')) || !inside.has(configPath('text_encoder'))) return undefined;
  const weights = COMPONENTS.map((component) => weightsOf([...inside.keys()], component, precision));
  if (!weights[COMPONENTS.indexOf('unet')].length) return undefined;
  const texts = [INDEX, SCHEDULER, ...COMPONENTS.map(configPath), 'tokenizer/special_tokens_map.json'];
  const taken = [...texts, ...weights.flat()].flatMap((path) => inside.get(path) ?? []);
  return { pick: root, files: taken, bytes: taken.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** One form of a network's weights: safetensors before torch's, and of those half precision where that is stored. */
function weightsOf(paths: string[], component: Component, precision: Precision): string[] {
  const isHalf = (path: string): boolean => /\.fp16\./.test(path);
  const formats = [/\.safetensors(\.|$)/, /\.bin(\.|$)/].map((format) => paths.filter((path) => format.test(path)));
  const wanted = precision === 'f16' ? formats.flatMap((all) => [all.filter(isHalf), all]) : formats;
  const found = wanted.flatMap((some) => weightPath(some, component) ?? [])[0];
  if (!found?.isIndex) return found ? [found.path] : [];
  return [found.path, ...partsOf(found.path, paths)];
}

/** `model.safetensors.index.fp16.json` → `model.fp16-00001-of-00002.safetensors`, …: the numbered files beside it. */
function partsOf(index: string, paths: readonly string[]): string[] {
  const [, stem, extension] = /^(.*?)\.(safetensors|bin)\.index/.exec(index) ?? [];
  return paths.filter((path) => path.startsWith(stem) && /-\d+-of-\d+\./.test(path) && path.endsWith(`.${extension}`)
    && /\.fp16\b/.test(path) === /\.fp16\b/.test(index));
}
