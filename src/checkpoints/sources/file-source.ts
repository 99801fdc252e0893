/** @file A file that a person gave. */
import { Failure } from '../../failure';
import { blobSource, type ByteSource } from '../../formats/byte-source';

/** Reads throw `import.source-unreadable` {path, message} when the file has gone or was changed since it was chosen. */
export function fileSource(path: string, file: Blob): ByteSource {
  const { size, read } = blobSource(file);
  return { size, read: (start, end) => read(start, end).catch((error: unknown) => refuse(path, error)) };
}

function refuse(path: string, error: unknown): never {
  if (error instanceof Failure) throw error;
  throw new Failure('import.source-unreadable', { path, message: error instanceof Error ? error.message : String(error) });
}
