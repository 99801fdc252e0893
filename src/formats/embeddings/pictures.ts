/** @file Pictures by their first bytes, as far as cards care: whether their format keeps pixels exactly. */

export type PictureFormat = 'png' | 'jpeg' | 'webp' | 'avif' | 'jxl' | 'gif' | 'bmp';

const text = (head: Uint8Array, start: number, end: number): string => String.fromCharCode(...head.subarray(start, end));

/** `head`: the first 64 bytes. Undefined for what is no picture that browsers or A1111 know. */
export function pictureFormat(head: Uint8Array): PictureFormat | undefined {
  if (text(head, 1, 4) === 'PNG' && head[0] === 0x89) return 'png';
  if (text(head, 0, 3) === '\xff\xd8\xff') return 'jpeg';
  if (text(head, 0, 4) === 'RIFF' && text(head, 8, 12) === 'WEBP') return 'webp';
  if (text(head, 4, 8) === 'ftyp' && /^(avif|avis|mif1|heic)/.test(text(head, 8, 12))) return 'avif';
  if (text(head, 0, 2) === '\xff\x0a' || text(head, 4, 8) === 'JXL ') return 'jxl';
  if (/^GIF8[79]a/.test(text(head, 0, 6))) return 'gif';
  return text(head, 0, 2) === 'BM' ? 'bmp' : undefined;
}

/** True where the file itself says that its pixels are not exact. The others may be either. */
export function isLossy(format: PictureFormat, head: Uint8Array): boolean {
  return format === 'jpeg' || format === 'gif' || (format === 'webp' && text(head, 12, 16) === 'VP8 ');
}
