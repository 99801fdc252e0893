/** What a person offers, opened: files with their bytes, and what it takes to open them again in another session. */
import type { NamedSource } from '../../src/checkpoints/checkpoint';
import { fileSource } from '../../src/checkpoints/sources/file-source';
import type { Passage } from '../../src/checkpoints/sources/passage';
import { Failure } from '../../src/failure';
import type { OfferedFile } from '../importer-api';

/** Plain data and handles: it is kept in the journal of an import. */
export type StoredOffer =
  | { kind: 'files'; files: StoredFileOffer[] }
  | { kind: 'url'; files: StoredAddress[] };

export interface StoredFileOffer {
  path: string;
  size: number;
  lastModified: number;
  /** of the file, or of the folder that `path` begins with; without one the file cannot be opened again */
  handle?: FileSystemFileHandle;
  root?: FileSystemDirectoryHandle;
}

export interface StoredAddress {
  path: string;
  url: string;
  size: number;
  etag?: string;
  /** `Last-Modified` */
  modified?: string;
  /** what was read last of it */
  seen?: Passage;
  /** of a small file: all of it */
  text?: string;
}

/** `spool`: has to be stored whole before it can be read here and there: a torch file from an address. */
export interface OpenedFile extends NamedSource {
  spool: boolean;
}

export interface OpenedOffer {
  /** to begin with */
  name: string;
  /** file, folder or address it came from */
  sourceName: string;
  files: OpenedFile[];
  stored: StoredOffer;
}

export function openFiles(files: readonly OfferedFile[]): OpenedOffer {
  const [{ path }] = files;
  const sourceName = path.split('/')[0];
  return {
    name: path === sourceName ? path.replace(/\.[A-Za-z0-9]+$/, '') : sourceName,
    sourceName,
    files: files.map(({ path, file }) => ({ path, source: fileSource(path, file), spool: false })),
    stored: { kind: 'files', files: files.map(storedFile) },
  };
}

function storedFile({ path, file, handle, root }: OfferedFile): StoredFileOffer {
  const { size, lastModified } = file;
  return { path, size, lastModified, ...(root ? { root } : handle && { handle }) };
}

export type FileOf = (handle: FileSystemFileHandle) => Promise<File>;

/** Throws `import.source-unreadable` where the file has gone or may not be read, `import.source-changed` {path}. */
export async function reopenFile(stored: StoredFileOffer, fileOf: FileOf): Promise<OpenedFile> {
  const { path, size, lastModified } = stored;
  const file = await handleOf(stored).then(fileOf).catch((error: unknown) => {
    if (error instanceof Failure) throw error;
    throw new Failure('import.source-unreadable', { path, message: error instanceof Error ? error.message : String(error) });
  });
  if (file.size !== size || file.lastModified !== lastModified) throw new Failure('import.source-changed', { path });
  return { path, source: fileSource(path, file), spool: false };
}

/** Through the folder where there is one: the person has allowed that, and with it what is inside. */
async function handleOf({ path, handle, root }: StoredFileOffer): Promise<FileSystemFileHandle> {
  if (handle) return handle;
  if (!root) throw new Failure('import.source-unreadable', { path, message: 'no handle' });
  const [name, ...folders] = path.split('/').slice(1).reverse();
  let folder = root;
  for (const inner of folders.reverse()) folder = await folder.getDirectoryHandle(inner);
  return folder.getFileHandle(name);
}

/** Each once. */
export const handlesOf = (offer: StoredOffer): FileSystemHandle[] =>
  offer.kind === 'files' ? [...new Set(offer.files.flatMap(({ handle, root }) => root ?? handle ?? []))] : [];

export const isResumable = (offer: StoredOffer): boolean => offer.kind === 'url' || offer.files.every(({ handle, root }) => handle ?? root);
