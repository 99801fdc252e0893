/** @file What a file is by its first bytes: names and the types that systems derive from them may be wrong. */

export type MediaType = 'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif' | 'image/bmp' | 'image/avif' | 'image/heic';

/** Bytes that `mediaTypeOf` looks at. */
export const TYPE_BYTES = 64;

const MARKS: readonly (readonly [MediaType, mark: string, at: number])[] = [
  ['image/png', '\x89PNG\r\n\x1a\n', 0], ['image/jpeg', '\xff\xd8\xff', 0], ['image/webp', 'WEBP', 8],
  ['image/gif', 'GIF8', 0], ['image/bmp', 'BM', 0],
];
/** Brands of HEIF files whose pictures are HEVC: of the browsers only Safari reads them. */
const HEVC = /heic|heix|heim|heis|hevc|hevx/;

/** undefined where it is none of these */
export function mediaTypeOf(head: Uint8Array): MediaType | undefined {
  const text = String.fromCharCode(...head.subarray(0, TYPE_BYTES));
  const marked = MARKS.find(([, mark, at]) => text.startsWith(mark, at));
  return marked?.[0] ?? heifType(text);
}

/** ISO base media (14496-12): `ftyp`, the major brand, four bytes, compatible brands to the end of the box. */
function heifType(text: string): MediaType | undefined {
  if (text.slice(4, 8) !== 'ftyp') return undefined;
  const brands = text.slice(8, text.charCodeAt(3));
  if (/avif|avis/.test(brands)) return 'image/avif';
  return HEVC.test(brands) || /mif1|msf1/.test(brands) ? 'image/heic' : undefined;
}

/** File name ending, as people know it. */
export const EXTENSIONS: Readonly<Record<MediaType, string>> = {
  'image/png': '.png', 'image/jpeg': '.jpg', 'image/webp': '.webp', 'image/gif': '.gif', 'image/bmp': '.bmp', 'image/avif': '.avif', 'image/heic': '.heic',
};
