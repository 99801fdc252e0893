/**
 * @file PNG cards: a picture that is an embedding. Its JSON stands in a text chunk and, for sites that keep nothing but
 * pixels, in blocks left and right of the picture.
 */
import { invariant } from '../../failure';
import { writePng } from '../png-write';
import { deflateZlib } from '../zlib';
import { CARD_KEYWORD, encodeCardJson, TITLE_KEYWORD } from './card-json';
import { a1111Look, plainLook, type CardLayout, type CardLook, type TextPainter } from './card-layout';
import { captioned, withPayload } from './card-picture';
import { bands, discs, type BlockStyle } from './card-style';
import { type Pixels, type WrittenEmbedding } from './embedding';

const LEVEL = 9;
const LOOKS: Readonly<Record<'a1111' | 'plain', { look: CardLook; style: BlockStyle }>> = {
  a1111: { look: a1111Look, style: discs },
  plain: { look: plainLook, style: bands },
};

export interface CardOptions {
  /** `a1111`: words and pattern where A1111 has them; `plain`: this app's own look. Both hold the same. */
  readonly look: keyof typeof LOOKS;
  readonly painter: TextPainter;
  /** the picture says it all already: no words and no shade are drawn */
  readonly captioned?: boolean;
}

/** The same embedding, picture and painting give the same bytes. */
export function writeCard(embedding: WrittenEmbedding, picture: Pixels, { look, painter, captioned: isCaptioned = false }: CardOptions): Uint8Array<ArrayBuffer> {
  const { width, height } = picture;
  invariant(width > 0 && height > 0 && picture.data.length === width * height * picture.channels, () => `${picture.data.length} bytes for ${width} x ${height}`);
  const json = encodeCardJson(embedding);
  const layout = isCaptioned ? nothing(height) : LOOKS[look].look(embedding, width, height, (text, size) => painter.measure(text, size));
  const payload = deflateZlib(new TextEncoder().encode(json), LEVEL);
  const card = withPayload(captioned(picture, layout, painter), payload, embedding, LOOKS[look].style);
  return writePng(card.data, card.width, card.height, textsOf(embedding, json));
}

const nothing = (height: number): CardLayout => ({ shade: new Uint8Array(height), runs: [] });

function textsOf({ name, clipG }: WrittenEmbedding, json: string): Map<string, string> {
  const title: [string, string][] = clipG ? [[TITLE_KEYWORD, name]] : [];
  return new Map([...title, [CARD_KEYWORD, btoa(json)]]);
}
