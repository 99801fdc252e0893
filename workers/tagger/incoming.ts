/** @file What a person offers as a tagger, file by file, as bytes on their way into the store. */
import { fileSource } from '../../src/checkpoints/sources/file-source';
import type { IncomingFile } from '../../src/store/taggers';
import { nameOf, sortAlone, sortFiles, usedFiles, type TaggerFiles } from '../../src/tagging/files';
import type { TaggerOffer } from '../tagger-api';
import { openModelAddress, openTaggerAddress } from './addresses';
import type { AddressOptions } from '../importing/addresses';

export interface Incoming {
  /** empty: its files say none */
  name: string;
  sorted: TaggerFiles;
  files: IncomingFile[];
}

const PIECE_BYTES = 4 * 2 ** 20;

/** Throws `tagger.*` where files are missing, `url.*`. */
export async function openOffer(offer: TaggerOffer, options: AddressOptions): Promise<Incoming> {
  if (offer.kind === 'url') return offer.alone ? openModelAddress(offer.url, options) : openTaggerAddress(offer.url, options);
  const sorted = (offer.alone ? sortAlone : sortFiles)(offer.files.map(({ path }) => path));
  const files = usedFiles(sorted).map((path) => incoming(path, offer.files.find((one) => one.path === path)!.file));
  return { name: nameOf(sorted.models[0]), sorted, files };
}

function incoming(path: string, file: File): IncomingFile {
  const source = fileSource(path, file);
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < file.size; at += PIECE_BYTES) yield source.read(at, Math.min(file.size, at + PIECE_BYTES));
  }
  return { path, bytes: file.size, pieces: pieces() };
}
