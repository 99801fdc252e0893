/** @file A model folder on disk, read by ranges. */
import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../src/failure';
import type { ByteSource } from '../../src/formats/byte-source';
import type { ModelFiles } from '../../src/nets/model-files';

export function diskFiles(folder: string): ModelFiles {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const paths = names.map((name) => name.replaceAll('\\', '/'));
  return { paths, open: (path) => diskSource(join(folder, path)) };
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
