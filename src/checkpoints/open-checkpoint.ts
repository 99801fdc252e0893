/** @file What was given, recognised: a single file, a diffusers folder, or a VAE alone. Reads headers only. */
import { Failure } from '../failure';
import { listed } from '../nets/weight-check';
import type { Checkpoint, CheckpointChoices, NamedSource } from './checkpoint';
import { recogniseFolder } from './folder';
import { folderAmong } from './folder-files';
import { recogniseSingleFile } from './single-file';
import { readTensors, type Tensors } from './tensors';

/**
 * Names of files decide nothing, but for a folder's layout.
 * Throws `checkpoint.*` for what is something else, `model.*` for what is damaged or unfit, and what the readers throw.
 */
export async function openCheckpoint(files: readonly NamedSource[], choices: CheckpointChoices = {}): Promise<Checkpoint> {
  const folder = folderAmong(files);
  if (folder) return recogniseFolder(folder, choices);
  const { path, content } = files.length === 1 ? await opened(files[0]) : await onlyOne(files);
  return recogniseSingleFile(path, content, choices);
}

interface OpenedFile {
  path: string;
  content: Tensors;
}

const opened = async ({ path, source }: NamedSource): Promise<OpenedFile> => ({ path, content: await readTensors(source) });

/** The one file of tensors among others: previews, notes, yaml. */
async function onlyOne(files: readonly NamedSource[]): Promise<OpenedFile> {
  const found: OpenedFile[] = [];
  for (const file of files) {
    const one = await opened(file).catch(noTensors);
    if (one) found.push(one);
  }
  const different = found.filter(({ path }) => !hasTwin(path, found));
  if (different.length === 1) return different[0];
  if (found.length) throw new Failure('checkpoint.several', { names: listed(different.map(({ path }) => path)), count: different.length });
  throw new Failure('checkpoint.none', { count: files.length });
}

/** People keep what torch wrote beside the same as safetensors, which is the one to read. */
function hasTwin(path: string, found: readonly OpenedFile[]): boolean {
  const stem = /^(.+)\.(bin|ckpt|pt|pth)$/i.exec(path)?.[1];
  return stem !== undefined && found.some((other) => other.path.toLowerCase() === `${stem}.safetensors`.toLowerCase());
}

/** A file of another kind says so at its head; one that is damaged is told. */
function noTensors(error: unknown): undefined {
  if (error instanceof Failure && error.code.startsWith('tensor-file.')) return undefined;
  throw error;
}
