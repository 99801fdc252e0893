/** Archives beyond what fits without zip64, read back by a reader of our own and by Python's. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bytesSource, type ByteSource } from '../../src/formats/byte-source';
import { openZip } from '../../src/formats/zip-read';
import { StoredZip, writeStoredZip } from '../../src/formats/zip-write';

test('70,000 files', async () => {
  const bytes = writeStoredZip(Array.from({ length: 70_000 }, (_, i) => ({ name: `${i}`, bytes: new Uint8Array([i & 255]) })));
  const entries = await openZip(bytesSource(bytes));
  expect([entries.size, [...entries.keys()].at(-1)]).toEqual([70_000, '69999']);
  const folder = mkdtempSync(join(tmpdir(), 'zip-'));
  try {
    writeFileSync(join(folder, 'a.zip'), bytes);
    const script = 'import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nprint(len(z.namelist()), z.read("69999")[0])';
    expect(execFileSync('python3', ['-c', script, join(folder, 'a.zip')], { encoding: 'utf8' }).trim()).toBe(`70000 ${69_999 & 255}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Pieces at their places; what lies between them is not there, and is not read. */
function sparse(pieces: [at: number, bytes: Uint8Array][]): ByteSource {
  const [lastAt, last] = pieces.at(-1)!;
  return {
    size: lastAt + last.length,
    async read(start, end) {
      const out = new Uint8Array(end - start);
      for (const [at, bytes] of pieces) {
        const from = Math.max(start, at);
        const part = bytes.subarray(from - at, Math.max(from, Math.min(end, at + bytes.length)) - at);
        if (from < end && from - at < bytes.length) out.set(part, from - start);
      }
      return out;
    },
  };
}

test('files that begin beyond 4 GiB', async () => {
  const zip = new StoredZip();
  const pieces: [number, Uint8Array][] = [];
  let at = 0;
  for (const name of ['a', 'b', 'c']) {
    const head = zip.headOf(name, { size: 3 * 2 ** 30, crc: 0 });
    pieces.push([at, head]);
    at += head.length + 3 * 2 ** 30;
  }
  pieces.push([at, zip.end()]);
  const entries = await openZip(sparse(pieces));
  expect([...entries.values()].map(({ name, start, size }) => [name, start, size])).toEqual(
    pieces.slice(0, 3).map(([start, head], i) => ['abc'[i], start + head.length, 3 * 2 ** 30]),
  );
});
