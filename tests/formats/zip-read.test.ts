import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesSource, type ByteSource } from '../../src/formats/byte-source';
import { readZipEntry } from '../../src/formats/zip-entry';
import { openZip } from '../../src/formats/zip-read';
import { join, randomBytes, uint, utf8 } from './made/bytes';
import { zipped, type Member, type ZipStyle } from './made/zip';

const MEGABYTE = 2 ** 20;

async function membersOf(zip: Uint8Array | ByteSource, limit = MEGABYTE): Promise<[string, Uint8Array][]> {
  const source = zip instanceof Uint8Array ? bytesSource(zip) : zip;
  const entries = [...(await openZip(source)).values()];
  return Promise.all(entries.map(async (entry) => [entry.name, Uint8Array.from(await readZipEntry(source, entry, limit))] as [string, Uint8Array]));
}

const failureOf = (zip: Uint8Array | ByteSource, limit?: number) => membersOf(zip, limit).then(() => 'read', (failure) => failure.code);

const text = (name: string, words = name): Member => ({ name, bytes: utf8(words.repeat(20)) });

const member: fc.Arbitrary<Member> = fc.record({
  name: fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).filter((name) => !name.endsWith('/') && name.isWellFormed()),
  bytes: fc.tuple(fc.nat(200), fc.nat(9)).map(([length, seed]) => (seed < 4 ? new Uint8Array(length).fill(seed) : randomBytes(length, seed))),
  deflate: fc.boolean(),
  descriptor: fc.boolean(),
  wide: fc.boolean(),
  extra: fc.constantFrom(undefined, join([uint(0x4246, 2), uint(3, 2), uint(0, 3)])),
  comment: fc.constantFrom(undefined, 'a comment'),
});
const style: fc.Arbitrary<ZipStyle> = fc.record({
  comment: fc.constantFrom(undefined, 'PK\x05\x06 is not the end'),
  wideEnd: fc.constantFrom(undefined, true, 'forced' as const),
  gap: fc.nat(3),
  reversed: fc.boolean(),
});

describe('reading', () => {
  it('gives back what was packed, however it was packed', async () => {
    const members = fc.uniqueArray(member, { maxLength: 5, selector: ({ name }) => name });
    await fc.assert(fc.asyncProperty(members, style, async (packed, how) => {
      const expected = packed.map(({ name, bytes }) => [name, Uint8Array.from(bytes)]);
      expect(await membersOf(zipped(packed, how))).toEqual(how.reversed ? expected.reverse() : expected);
    }), { seed: 1, numRuns: 500 });
  });

  it('leaves folders out', async () => {
    expect((await membersOf(zipped([{ name: 'a/', bytes: new Uint8Array(0) }, text('a/b')]))).map(([name]) => name)).toEqual(['a/b']);
  });

  it('finds entries beyond 4 GB without reading what lies between', async () => {
    const hole = 6 * 2 ** 30;
    const zip = zipped([text('first'), { ...text('second'), wide: true }], { wideEnd: 'forced' });
    const cut = 30 + 'first'.length + 'first'.length * 20;
    // the second entry, the directory and its end move up by the hole; what points to them too
    const moved = [...zip];
    const view = new DataView(Uint8Array.from(moved).buffer);
    const end = zip.length - 22;
    const [end64, locator] = [end - 76, end - 20];
    const directory = Number(view.getBigUint64(end64 + 48, true));
    view.setBigUint64(end64 + 48, BigInt(directory + hole), true);
    view.setBigUint64(locator + 8, BigInt(end64 + hole), true);
    const extra = directory + 46 + 'first'.length + 46 + 'second'.length;
    view.setBigUint64(extra + 4 + 16, BigInt(cut + hole), true);
    const bytes = new Uint8Array(view.buffer);
    let read = 0;
    const sparse: ByteSource = {
      size: bytes.length + hole,
      read(start, to) {
        read += to - start;
        // the search for the end reaches back into the hole
        const at = (place: number): number => (place < cut ? bytes[place] : place < cut + hole ? 0 : bytes[place - hole]);
        return Promise.resolve(Uint8Array.from({ length: to - start }, (_, i) => at(start + i)));
      },
    };
    expect(await membersOf(sparse)).toEqual([text('first'), text('second')].map(({ name, bytes: data }) => [name, Uint8Array.from(data)]));
    expect(read).toBeLessThan(70_000);
  });
});

describe('refusing', () => {
  const one = text('one');
  const lie = (lies: Member['lies'], more: Partial<Member> = {}): Uint8Array => zipped([{ ...one, ...more, lies }, text('two')]);
  const good = zipped([one, text('two')]);
  it.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(0), 'zip.damaged'],
    ['no archive', utf8('PK\x03\x04 and then something else, long enough'), 'zip.damaged'],
    ['cut at the end', good.subarray(0, -1), 'zip.damaged'],
    ['something behind the end', join([good, utf8('x')]), 'zip.damaged'],
    ['something before the beginning', join([utf8('x'), good]), 'zip.damaged'],
    ['cut at the beginning', good.subarray(10), 'zip.damaged'],
    ['a name twice', zipped([one, one]), 'zip.duplicate'],
    ['the place of another entry', zipped([one, { ...one, name: 'uno', lies: { offset: 0 } }]), 'zip.damaged'],
    ['sizes that reach into the next entry', lie({ size: 100, packedSize: 100 }), 'zip.overlap'],
    ['sizes beyond the archive', lie({ size: 1e6, packedSize: 1e6 }), 'zip.damaged'],
    ['stored, but of two sizes', lie({ size: 10 }), 'zip.damaged'],
    ['an offset beyond the archive', lie({ offset: 1e6 }), 'zip.damaged'],
    ['another name at the entry', lie({ localName: 'eno' }), 'zip.damaged'],
    ['a password', lie({ flags: 0x801 }), 'zip.encrypted'],
    ['another method', lie({ method: 93 }), 'zip.method'],
    ['a wrong checksum', lie({ crc: 1 }), 'zip.checksum'],
    ['deflate of more than it says', lie({ size: 59 }, { deflate: true }), 'zip.damaged'],
    ['deflate of less than it says', lie({ size: 61 }, { deflate: true }), 'zip.damaged'],
    ['no deflate', zipped([{ ...one, lies: { method: 8 } }]), 'zip.damaged'],
    ['two disks', good.map((byte, i) => (i === good.length - 22 + 4 ? 1 : byte)), 'zip.damaged'],
    ['more entries than records', good.map((byte, i) => (i === good.length - 22 + 8 || i === good.length - 22 + 10 ? 3 : byte)), 'zip.damaged'],
  ])('%s', async (_, zip, code) => {
    expect(await failureOf(zip)).toBe(code);
  });

  it('two names for the same bytes', async () => {
    // local headers agree with both records, so only their ranges tell
    const zip = zipped([{ name: 'a', bytes: join([zipped([text('b')]).subarray(0, 51)]) }, text('b')]);
    const view = new DataView(zip.buffer);
    const directory = view.getUint32(zip.length - 6, true);
    view.setUint32(directory + 47 + 42, 31, true);
    expect(await failureOf(zip)).toBe('zip.overlap');
  });

  it('more than is wanted, before it is unpacked', async () => {
    const bomb = zipped([{ name: 'zeros', bytes: new Uint8Array(10 * MEGABYTE), deflate: true }]);
    expect(bomb.length).toBeLessThan(20_000);
    expect(await failureOf(bomb)).toBe('zip.too-large');
  });

  it('a bomb that says it is small, after as much as it says', async () => {
    const bomb = zipped([{ name: 'zeros', bytes: new Uint8Array(200 * MEGABYTE), deflate: true, lies: { size: 1000 } }]);
    const before = performance.now();
    expect(await failureOf(bomb)).toBe('zip.damaged');
    expect(performance.now() - before).toBeLessThan(1000);
  });
});
