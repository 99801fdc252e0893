/**
 * @file Bytes of a caption file as text. Windows' editors write UTF-16 and UTF-8 with a mark; older Chinese ones write
 * GB18030, which is what remains where the bytes are no UTF-8.
 */
const MARKS: readonly (readonly [encoding: string, mark: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]], ['utf-16le', [0xff, 0xfe]], ['utf-16be', [0xfe, 0xff]],
];
/** Share of zero bytes in one half of the pairs from which text without a mark is UTF-16: Latin letters have one each. */
const MOSTLY = 0.4;

/** Without the mark. */
export function decodeCaption(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

function encodingOf(bytes: Uint8Array): string {
  const marked = MARKS.find(([, mark]) => mark.every((byte, i) => bytes[i] === byte));
  return marked?.[0] ?? unmarkedUtf16(bytes) ?? (isUtf8(bytes) ? 'utf-8' : 'gb18030');
}

function unmarkedUtf16(bytes: Uint8Array): string | undefined {
  const zeros = [0, 0];
  bytes.forEach((byte, i) => byte === 0 && zeros[i % 2]++);
  const most = (MOSTLY * bytes.length) / 2;
  if (zeros[1] > most && zeros[0] === 0) return 'utf-16le';
  return zeros[0] > most && zeros[1] === 0 ? 'utf-16be' : undefined;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
