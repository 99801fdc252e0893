/** @file A word in any of the forms. */
import { writeCard, type CardOptions } from './card-write';
import { type Pixels, type WrittenEmbedding } from './embedding';
import { writeEmbeddingSafetensors } from './write-safetensors';
import { writeBin, writePt } from './write-torch';

export type ExportForm = 'pt' | 'safetensors' | 'bin' | 'png';

/** What only cards need. */
export interface CardParts extends CardOptions {
  readonly picture: Pixels;
}

type Written = Uint8Array<ArrayBuffer>;

/** The same state gives the same bytes, in every form. */
export async function writeEmbedding(embedding: WrittenEmbedding, form: Exclude<ExportForm, 'png'>): Promise<Written>;
export async function writeEmbedding(embedding: WrittenEmbedding, form: 'png', card: CardParts): Promise<Written>;
export async function writeEmbedding(embedding: WrittenEmbedding, form: ExportForm, card?: CardParts): Promise<Written> {
  if (form === 'safetensors') return writeEmbeddingSafetensors(embedding);
  if (form === 'png') return writeCard(embedding, card!.picture, card!);
  return form === 'bin' ? writeBin(embedding) : writePt(embedding);
}
