/** @file Several sources one behind the other. */
import { type ByteSource } from './byte-source';
import { concatBytes } from './concat';
import { Failure } from '../failure';

export function joinSources(parts: readonly ByteSource[]): ByteSource {
  if (parts.length === 1) return parts[0];
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  return {
    size,
    async read(start, end) {
      if (start < 0 || end < start || end > size) throw new Failure('file.truncated', { start, end, size });
      const pieces: Uint8Array[] = [];
      let from = 0;
      for (const part of parts) {
        const [first, last] = [Math.max(start - from, 0), Math.min(end - from, part.size)];
        if (first < last) pieces.push(await part.read(first, last));
        from += part.size;
      }
      return pieces.length === 1 ? pieces[0] : concatBytes(pieces);
    },
  };
}
