/** Words as files, one or many. */
import { safeFileName } from '../../src/formats/embeddings/safe-name';
import { writeArchive, writeEmbedding, type ArchivedFile } from '../../src/formats/embeddings/write';
import type { ExportedFile, ExportForm } from '../library-api';
import { canvasPainter, cardPicture } from './pictures';
import { requireWord, writtenOf, type Word } from './words';

const TYPES: Readonly<Record<ExportForm, readonly [ending: ArchivedFile['ending'], type: string]>> = {
  pt: ['pt', 'application/octet-stream'],
  safetensors: ['safetensors', 'application/octet-stream'],
  bin: ['bin', 'application/octet-stream'],
  card: ['png', 'image/png'],
  'plain-card': ['png', 'image/png'],
};

/** Throws `library.gone`. */
export async function exportWord(id: string, form: ExportForm): Promise<ExportedFile> {
  const word = await requireWord(id);
  const [ending, type] = TYPES[form];
  return { name: `${safeFileName(word.name)}.${ending}`, blob: new Blob([await wordBytes(word, form)], { type }) };
}

/** A word as one file. */
export async function wordBytes(word: Word, form: ExportForm): Promise<Uint8Array<ArrayBuffer>> {
  const written = writtenOf(word);
  if (form !== 'card' && form !== 'plain-card') return writeEmbedding(written, form);
  const look = form === 'card' ? 'a1111' : 'plain';
  // a picture that came off a card has its words on it: of the same name it stays as it is, of another it is not used
  const captioned = word.caption === word.name;
  const picture = await cardPicture(word.caption === undefined || captioned ? word.preview : undefined);
  return writeEmbedding(written, 'png', { look, painter: canvasPainter, picture, captioned });
}

/** Names that would be one file get numbers. Throws `library.gone`. */
export async function exportAll(ids: readonly string[], form: ExportForm): Promise<ExportedFile> {
  const words = await Promise.all(ids.map(requireWord));
  const [ending] = TYPES[form];
  const files: ArchivedFile[] = [];
  for (const word of words) files.push({ word: word.name, ending, bytes: await wordBytes(word, form) });
  return { name: 'embeddings.zip', blob: new Blob([writeArchive(files)], { type: 'application/zip' }) };
}
