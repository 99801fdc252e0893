/** Words as files, one or many. */
import { distinctFileNames, safeFileName } from '../../src/formats/embeddings/safe-name';
import { writeEmbedding } from '../../src/formats/embeddings/write';
import { listEmbeddings } from '../../src/store/embeddings';
import type { ExportedFile, ExportForm } from '../library-api';
import { archive, type Entry } from './archive';
import { canvasPainter, cardPicture } from './pictures';
import { requireWord, writtenOf, type Word } from './words';

const TYPES: Readonly<Record<ExportForm, readonly [ending: string, type: string]>> = {
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

/** Names that would be one file get numbers. One word's values are in memory at a time. Throws `library.gone`. */
export async function exportAll(ids: readonly string[], form: ExportForm): Promise<ExportedFile> {
  const [ending] = TYPES[form];
  const names = new Map((await listEmbeddings()).map(({ id, name }) => [id, name]));
  const files = distinctFileNames(ids.map((id) => [safeFileName(names.get(id) ?? ''), ending]));
  const entries = ids.map((id, i): Entry => [files[i], async () => wordBytes(await requireWord(id), form)]);
  return { name: 'embeddings.zip', blob: await archive(entries) };
}
