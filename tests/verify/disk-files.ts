/** @file A model folder or file on disk, read by ranges. */
import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { NamedSource } from '../../src/checkpoints/checkpoint';
import { Failure } from '../../src/failure';
import type { ByteSource } from '../../src/formats/byte-source';
import type { ModelFiles } from '../../src/nets/model-files';

export function diskFiles(folder: string): ModelFiles {
  return { paths: pathsIn(folder), open: (path) => diskSource(join(folder, path)) };
}

/** All files of a folder, or one file. */
export function diskSources(path: string): NamedSource[] {
  if (!statSync(path).isDirectory()) return [{ path: basename(path), source: diskSource(path) }];
  return pathsIn(path).map((inside) => ({ path: inside, source: diskSource(join(path, inside)) }));
}

function pathsIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  return entries.map((entry) => join(entry.parentPath, entry.name).slice(join(folder, '/').length).replaceAll('\\', '/'));
}

export function diskSource(path: string): ByteSource {
  return {
    size: withFile(path, (file) => fstatSync(file).size),
    async read(start, end) {
      const bytes = new Uint8Array(end - start);
      const count = withFile(path, (file) => readSync(file, bytes, 0, bytes.length, start));
      if (count !== bytes.length) throw new Failure('file.truncated', { start, end, size: start + count });
      return bytes;
    },
  };
}

function withFile<T>(path: string, use: (file: number) => T): T {
  const file = openSync(path, 'r');
  try {
    return use(file);
  } finally {
    closeSync(file);
  }
}
