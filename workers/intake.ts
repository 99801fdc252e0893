/** @file A reading worker: pictures that a person gives, looked over one at a time, and packed to be taken away. Several run side by side. */
import { expose } from 'comlink';
import { Failure } from '../src/failure';
import { blobSource } from '../src/formats/byte-source';
import { readZipEntry } from '../src/formats/zip-entry';
import { decodeCaption } from '../src/images/caption-text';
import { listArchive, MOST_ENTRY_BYTES } from '../src/images/intake/archive';
import { isCutShort } from '../src/images/intake/cut-short';
import { mediaTypeOf } from '../src/images/intake/media-type';
import { thumbnailOf, withPicture } from './decode';
import { carryFailures } from './failures';
import { packPicture } from './pack-picture';
import type { FileSource, GivenPicture, IntakeApi, ReadPicture } from './intake-api';

type Bytes = Uint8Array<ArrayBuffer>;

/** Longer than any caption; what follows is left out. */
const MOST_TEXT_BYTES = 2 ** 20;

const api: IntakeApi = {
  list: (zip, name) => listArchive(blobSource(zip), name),
  read,
  pack: packPicture,
  digest: async (picture) => hexDigest(await picture.arrayBuffer()),
};

async function read({ name, source, text }: GivenPicture): Promise<ReadPicture> {
  const bytes = await bytesOf(source, name);
  if (!bytes.length) throw new Failure('picture.empty', { name });
  if (isCutShort(bytes)) throw new Failure('picture.cut-short', { name });
  const blob = typed(source, bytes);
  const [digest, look, caption] = await Promise.all([hexDigest(bytes.buffer), lookAt(blob, name), captionOf(text)]);
  return { name, caption, blob, digest, ...look };
}

/** A picture's bytes are its own buffer's. Throws `picture.heavy` {name, bytes, limit}, `zip.*`. */
async function bytesOf(source: FileSource, name: string): Promise<Bytes> {
  if ('zip' in source) return Uint8Array.from(await readZipEntry(blobSource(source.zip), source.entry, MOST_ENTRY_BYTES));
  if (source.size > MOST_ENTRY_BYTES) throw new Failure('picture.heavy', { name, bytes: source.size, limit: MOST_ENTRY_BYTES });
  // A file that was moved or changed since it was given cannot be read any more.
  const bytes = await source.arrayBuffer().catch(() => {
    throw new Failure('picture.unreadable', { name });
  });
  return new Uint8Array(bytes);
}

/** As given; its type is what the bytes say. */
function typed(source: FileSource, bytes: Bytes): Blob {
  const type = mediaTypeOf(bytes) ?? '';
  if ('zip' in source) return new Blob([bytes], { type });
  return !type || source.type === type ? source : source.slice(0, source.size, type);
}

function lookAt(blob: Blob, name: string): Promise<Pick<ReadPicture, 'thumbnail' | 'width' | 'height'>> {
  const look = async (bitmap: ImageBitmap) => ({ thumbnail: await thumbnailOf(bitmap), width: bitmap.width, height: bitmap.height });
  return withPicture(blob, name, look).catch((error: unknown) => refuse(error, blob, name));
}

/** Of HEIC it can be said what to do. */
function refuse(error: unknown, { type }: Blob, name: string): never {
  const unread = error instanceof Failure && error.code === 'picture.unreadable';
  throw unread && type === 'image/heic' ? new Failure('picture.heic', { name }) : error;
}

async function captionOf(text: FileSource | undefined): Promise<string> {
  if (!text) return '';
  const bytes = 'zip' in text ? await readZipEntry(blobSource(text.zip), text.entry, MOST_TEXT_BYTES) : new Uint8Array(await text.slice(0, MOST_TEXT_BYTES).arrayBuffer());
  return decodeCaption(bytes).trim();
}

async function hexDigest(bytes: ArrayBuffer): Promise<string> {
  return [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

carryFailures();
expose(api);
