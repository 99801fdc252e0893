/** @file A card's pixels: picture, shade and words between the two blocks that hold the embedding. */
import { packBlocks } from './card-cipher';
import { type CardLayout, type TextPainter } from './card-layout';
import { type BlockStyle } from './card-style';
import { type Pixels, type WrittenEmbedding } from './embedding';
import { offsetOf } from './region';

/** RGB for itself, [height, width, 3]. */
export type RgbPicture = Pixels & { readonly channels: 3; readonly data: Uint8Array };

/** The picture as it stands on the card. Transparent parts of it are on black. */
export function captioned(picture: Pixels, { shade, runs }: CardLayout, painter: TextPainter): RgbPicture {
  const { width, height } = picture;
  const words = runs.length ? painter.paint(runs, width, height) : new Uint8Array(width * height * 4);
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const light = 255 - shade[Math.trunc(i / width)];
    const [from, cover] = [i * picture.channels, words[i * 4 + 3]];
    const opacity = picture.channels === 4 ? picture.data[from + 3] : 255;
    for (let channel = 0; channel < 3; channel++) {
      const below = (picture.data[from + channel] * opacity * light) / (255 * 255);
      data[i * 3 + channel] = Math.round(below + ((words[i * 4 + channel] - below) * cover) / 255);
    }
  }
  return { width, height, channels: 3, data };
}

/** [lower halves][black column][picture][black column][upper halves], as high as the picture. */
export function withPayload(picture: RgbPicture, payload: Uint8Array, embedding: WrittenEmbedding, style: BlockStyle): RgbPicture {
  const { height } = picture;
  const blocks = packBlocks(payload, height);
  const width = blocks.width + 1 + picture.width + 1 + blocks.width;
  const card: RgbPicture = { width, height, channels: 3, data: new Uint8Array(width * height * 3) };
  const side = (halves: Uint8Array, which: 'low' | 'high'): Uint8Array =>
    styled(halves, style(embedding, blocks.width, height, which));
  paste(card, side(blocks.low, 'low'), blocks.width, 0);
  paste(card, picture.data, picture.width, blocks.width + 1);
  paste(card, side(blocks.high, 'high'), blocks.width, width - blocks.width);
  lightEdges(card);
  return card;
}

function styled(halves: Uint8Array, pattern: Uint8Array): Uint8Array {
  const bytes = halves.slice();
  for (let i = 0; i < pattern.length; i++) {
    for (let channel = 0; channel < 3; channel++) bytes[i * 3 + channel] |= pattern[i];
  }
  return bytes;
}

function paste({ width, height, data }: RgbPicture, rgb: Uint8Array, columns: number, left: number): void {
  for (let y = 0; y < height; y++) data.set(rgb.subarray(y * columns * 3, (y + 1) * columns * 3), (y * width + left) * 3);
}

/** Readers cut off edges without a pixel whose channels are all above 0: each gets one, in the bits that carry nothing. */
function lightEdges(card: RgbPicture): void {
  const { width, height, data } = card;
  const column = (x: number): number[] => Array.from({ length: height }, (_, y) => offsetOf(card, x, y));
  const row = (y: number): number[] => Array.from({ length: width }, (_, x) => offsetOf(card, x, y));
  for (const edge of [row(0), row(height - 1), column(0), column(width - 1)]) {
    if (edge.some((at) => data[at] && data[at + 1] && data[at + 2])) continue;
    for (let channel = 0; channel < 3; channel++) data[edge[0] + channel] |= 16;
  }
}
