/** What of an archive is looked at: hidden files not, names that lead out not out, bombs not at all. */
import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { bytesSource } from '../../../src/formats/byte-source';
import { crc32 } from '../../../src/formats/crc32';
import { readZipEntry } from '../../../src/formats/zip-entry';
import { writeStoredZip } from '../../../src/formats/zip-write';
import { listArchive } from '../../../src/images/intake/archive';

const MIB = 2 ** 20;
const stored = (...names: string[]) => bytesSource(writeStoredZip(names.map((name) => ({ name, bytes: new Uint8Array([1, 2, 3]) }))));
const pathsOf = async (...names: string[]) => (await listArchive(stored(...names), 'set.zip')).map(({ path }) => path);

test('folders within folders; hidden files are left out', async () => {
  expect(await pathsOf('a/', 'a/b/1.png', 'a/b/1.txt', '__MACOSX/a/b/._1.png', 'a/.DS_Store', '2.png')).toEqual(['a/b/1.png', 'a/b/1.txt', '2.png']);
});

test('no path leads out of the archive', async () => {
  expect(await pathsOf('../../../etc/x.png', '/root/y.png', 'a\\..\\..\\z.png', '..')).toEqual(['etc/x.png', 'root/y.png', 'a/z.png']);
});

test('names of Chinese systems without the mark of UTF-8 are read as they are meant', async () => {
  // 狐.png in GBK
  const bytes = writeStoredZip([{ name: 'AB.png', bytes: new Uint8Array([1]) }]);
  const gbk = bytes.map((byte, i) => (byte === 0x41 && bytes[i + 1] === 0x42 ? 0xba : byte === 0x42 && bytes[i - 1] === 0x41 ? 0xfc : byte));
  expect((await listArchive(bytesSource(gbk), 'a.zip')).map(({ path }) => path)).toEqual(['狐.png']);
});

/** One deflated file of zeros that says to be `said` bytes. */
function bomb(bytes: number, said = bytes): Uint8Array {
  const content = new Uint8Array(bytes);
  const packed = deflateRawSync(content);
  const zip = writeStoredZip([{ name: 'a.png', bytes: new Uint8Array(packed) }]);
  const view = new DataView(zip.buffer);
  const directory = zip.length - 22 - 46 - 5;
  for (const [at, shift] of [[0, 0], [directory, 2]]) {
    view.setUint16(at + 8 + shift, 8, true);
    view.setUint32(at + 14 + shift, crc32(content), true);
    view.setUint32(at + 22 + shift, said, true);
  }
  return zip;
}

test('a bomb is refused before anything is unpacked; flat pictures are none', async () => {
  const limit = 64 * MIB;
  await expect(listArchive(bytesSource(bomb(MIB, limit + 1)), 'bomb.zip')).rejects.toMatchObject({ code: 'picture.archive-bomb', values: { name: 'bomb.zip', bytes: limit + 1, limit } });
  expect(await listArchive(bytesSource(bomb(8 * MIB)), 'flat.zip')).toHaveLength(1);
});

test('a bomb that lies about its size is left at the size it told', async () => {
  const source = bytesSource(bomb(8 * MIB, 1000));
  const [{ entry }] = await listArchive(source, 'liar.zip');
  await expect(readZipEntry(source, entry, MIB)).rejects.toMatchObject({ code: 'zip.damaged' });
});
