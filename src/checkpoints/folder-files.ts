/** @file Which of the files that a person gave make a diffusers folder: people drop folders within folders. */
import { Failure } from '../failure';
import type { NamedSource } from './checkpoint';

/** Files by their path from the folder's root. */
export type Folder = ReadonlyMap<string, NamedSource>;

/** Files that stand at a root, the surest first. */
const MARKS = ['model_index.json', 'unet/config.json'];

/** The folder whose `model_index.json` (failing that, `unet/config.json`) lies highest; undefined where there is none. */
export function folderAmong(files: readonly NamedSource[]): Folder | undefined {
  const root = rootOf(files.map(({ path }) => path));
  if (root === undefined) return undefined;
  const inside = files.filter(({ path }) => path.startsWith(root));
  return new Map(inside.map((file) => [file.path.slice(root.length), file]));
}

function rootOf(paths: readonly string[]): string | undefined {
  for (const mark of MARKS) {
    const roots = paths.filter((path) => path === mark || path.endsWith(`/${mark}`)).map((path) => path.slice(0, -mark.length));
    if (roots.length) return roots.sort((a, b) => a.split('/').length - b.split('/').length)[0];
  }
  return undefined;
}

/** Config files are small; what is larger is none. */
const MAX_TEXT_BYTES = 16 * 2 ** 20;

/** Throws `model.file-missing` {path}, `model.config` {path, problem}. */
export async function readText(folder: Folder, path: string): Promise<string> {
  const source = folder.get(path)?.source;
  if (!source) throw new Failure('model.file-missing', { path });
  if (source.size > MAX_TEXT_BYTES) throw new Failure('model.config', { path, problem: `${source.size}` });
  return new TextDecoder().decode(await source.read(0, source.size));
}
