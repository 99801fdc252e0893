/** What pictures are judged by: blur, likeness, plain ground, transparency. */
import { describe, expect, it } from 'vitest';
import { ALIKE_BITS, alikePairs } from '../../../src/images/judge/alike';
import { differenceHash } from '../../../src/images/judge/difference-hash';
import { plainBorder } from '../../../src/images/judge/plain-border';
import { SHARP_FROM, sharpness } from '../../../src/images/judge/sharpness';
import { clearShare, overWhite } from '../../../src/images/judge/transparency';
import { blurred, bundledPictures, changed, cut, discs, greyPicture, halved, paintDisc, type Grey } from './pictures';

const sharp = ({ grey, width, height }: Grey): number => sharpness(grey, width, height);
const hash = ({ grey, width, height }: Grey): string => differenceHash(grey, width, height);
const bits = (a: Grey, b: Grey): number => slowBits(hash(a), hash(b));
const areAlike = (a: Grey, b: Grey): boolean => alikePairs([hash(a), hash(b)]).length === 1;

function slowBits(a: string, b: string): number {
  const both = BigInt(`0x${a}`) ^ BigInt(`0x${b}`);
  return both.toString(2).replaceAll('0', '').length;
}

const bundled = [...(await bundledPictures())].map(([name, picture]) => ({ name, ...picture, ...greyPicture(picture) }));
const generated = Array.from({ length: 12 }, (_, seed) => discs(seed));

describe('sharpness', () => {
  it('is the largest variance of the Laplacian of the tiles, by hand', () => {
    // 6 × 6: tiles of one pixel each; the only one that is not 0 has no spread
    const grey = new Uint8Array(36);
    grey[14] = 10;
    expect(sharpness(grey, 6, 6)).toBe(0);
    // 10 × 10, tiles of 2 × 2: −4·10 in a corner of one, 10 at two of its other pixels, 0 at the last
    const wide = new Uint8Array(100);
    wide[11] = 10;
    expect(sharpness(wide, 10, 10)).toBe((1600 + 100 + 100) / 4 - ((-40 + 20) / 4) ** 2);
  });

  it('knows every bundled and generated picture as sharp, and blurred by 2 pixels as not', () => {
    for (const picture of [...bundled, ...generated]) expect(sharp(picture)).toBeGreaterThan(SHARP_FROM);
    for (const picture of generated) expect(sharp(blurred(picture, 2))).toBeLessThan(SHARP_FROM);
    const stillSharp = bundled.filter((picture) => sharp(blurred(picture, 2)) >= SHARP_FROM);
    expect(stillSharp.length).toBeLessThanOrEqual(2);
  });

  it('finds one sharp thing on a plain ground, and among what is out of focus', () => {
    const plain: Grey = { grey: new Uint8Array(512 * 512).fill(250), width: 512, height: 512 };
    paintDisc(plain, 256, 256, 30, 90);
    expect(sharp(plain)).toBeGreaterThan(SHARP_FROM);
    const soft = blurred(discs(3), 6);
    expect(sharp(soft)).toBeLessThan(SHARP_FROM);
    paintDisc(soft, 200, 200, 30, 20);
    expect(sharp(soft)).toBeGreaterThan(SHARP_FROM);
  });

  it('is 0 of nothing to be seen, and of a few pixels', () => {
    expect(sharpness(new Uint8Array(512 * 512).fill(7), 512, 512)).toBe(0);
    expect(sharpness(Uint8Array.of(0, 255, 0, 255), 2, 2)).toBe(0);
    expect(sharpness(Uint8Array.of(9), 1, 1)).toBe(0);
  });
});

describe('difference hash', () => {
  it('has right neighbours, then lower ones, a hex digit for four', () => {
    const rising = Uint8Array.from({ length: 81 }, (_, i) => (i % 9) * 10);
    expect(differenceHash(rising, 9, 9)).toBe('f'.repeat(16) + '0'.repeat(16));
    const lower = Uint8Array.from({ length: 81 }, (_, i) => Math.floor(i / 9) * 10);
    expect(differenceHash(lower, 9, 9)).toBe('0'.repeat(16) + 'f'.repeat(16));
    const one = new Uint8Array(81);
    one[1] = 200;
    expect(differenceHash(one, 9, 9)).toBe(`8${'0'.repeat(31)}`);
  });

  it('takes noise of one level for plain, and any size', () => {
    expect(differenceHash(Uint8Array.from({ length: 81 }, (_, i) => 100 + (i % 2)), 9, 9)).toBe('0'.repeat(32));
    expect(differenceHash(Uint8Array.of(3), 1, 1)).toBe('0'.repeat(32));
    expect(differenceHash(new Uint8Array(2000).fill(1), 1000, 2)).toHaveLength(32);
  });

  const ways: [string, (picture: Grey) => Grey][] = [
    ['halved', halved],
    ['lightened along a curve', (picture) => changed(picture, (value) => 255 * (value / 255) ** 0.8)],
    ['with less contrast', (picture) => changed(picture, (value) => 128 + (value - 128) * 0.8)],
    ['softer', (picture) => blurred(picture, 1)],
    ['noisy', (picture) => changed(picture, (value, i) => value + ((i * 7919) % 13) - 6)],
  ];

  it.each(ways)('finds pictures %s again', (_, make) => {
    const made = [...bundled, ...generated].map((picture) => [picture, make(picture)] as const);
    expect(Math.max(...made.map(([a, b]) => bits(a, b)))).toBeLessThanOrEqual(ALIKE_BITS);
    expect(made.every(([a, b]) => areAlike(a, b))).toBe(true);
  });

  it('misses few where lightening burns parts out', () => {
    const differing = [...bundled, ...generated].map((picture) => bits(picture, changed(picture, (value) => value * 1.2)));
    expect(differing.filter((count) => count > ALIKE_BITS).length).toBeLessThan(0.05 * differing.length);
  });

  it('finds most of what was cut a little all around', () => {
    const differing = [...bundled, ...generated].map((picture) => bits(picture, cut(picture, 0.03)));
    expect(differing.filter((count) => count <= ALIKE_BITS).length).toBeGreaterThan(0.8 * differing.length);
  });

  it('takes no two bundled or generated pictures for the same', () => {
    expect(alikePairs(bundled.map(hash))).toEqual([]);
    expect(alikePairs(generated.map(hash))).toEqual([]);
  });
});

describe('near duplicates', () => {
  const half = '0'.repeat(16) + 'f'.repeat(16);

  it('pairs each with the earlier one that is most alike', () => {
    const hashes = [half, `ff${half.slice(2)}`, 'f'.repeat(32), `f${half.slice(1)}`, `${'f'.repeat(31)}e`];
    expect(alikePairs(hashes)).toEqual([
      { first: 0, second: 1, bits: 8 }, { first: 0, second: 3, bits: 4 }, { first: 2, second: 4, bits: 1 },
    ]);
    expect(alikePairs(hashes, 0)).toEqual([]);
    expect(alikePairs([])).toEqual([]);
  });

  it('has nothing to say of pictures with nothing to be seen, and little of plain ones', () => {
    const flat = '0'.repeat(32);
    expect(alikePairs([flat, flat, `${'0'.repeat(31)}7`])).toEqual([]);
    const [here, there] = [`ff${'0'.repeat(30)}`, `${'0'.repeat(30)}ff`];
    expect(alikePairs([here, there])).toEqual([]); // 16 bits differ: all that are set
    expect(alikePairs([here, `fe8${'0'.repeat(29)}`])).toEqual([{ first: 0, second: 1, bits: 2 }]);
  });

  it('agrees with counting bits one by one', () => {
    const digits = (seed: number): string => Array.from({ length: 32 }, (_, i) => ((seed * 31 + i * i * 7 + seed * i) % 16).toString(16)).join('');
    const hashes = Array.from({ length: 60 }, (_, seed) => digits(seed));
    const pairs = alikePairs(hashes, 40);
    expect(pairs.length).toBeGreaterThan(20);
    for (const { first, second, bits: counted } of pairs) {
      expect(counted).toBe(slowBits(hashes[first], hashes[second]));
      expect(counted).toBe(Math.min(...hashes.slice(0, second).map((hash) => slowBits(hash, hashes[second]))));
    }
  });

  it('searches 5,000 pictures in less than 200 ms of the processor', () => {
    const hashes = Array.from({ length: 5000 }, (_, i) => Array.from({ length: 4 }, (_, word) => (Math.imul(i + 1, 2654435761 + word * 40503) >>> 0).toString(16).padStart(8, '0')).join(''));
    alikePairs(hashes.slice(0, 500));
    // Not of the clock: what else runs on the machine is not its time.
    const times = Array.from({ length: 5 }, () => {
      const start = process.cpuUsage();
      alikePairs(hashes);
      return process.cpuUsage(start).user / 1000;
    });
    console.info(`5,000 pictures: ${times.map((ms) => ms.toFixed(0)).join(', ')} ms`);
    expect(Math.min(...times)).toBeLessThan(200);
  });
});

describe('plain ground', () => {
  const side = 64;
  const white = (): Uint8Array => new Uint8Array(side * side * 3).fill(255);

  it('is the border that has one colour, whatever stands in the middle', () => {
    const rgb = white();
    for (let i = 20; i < 40; i++) rgb.fill(i * 3, (i * side + 20) * 3, (i * side + 40) * 3);
    expect(plainBorder(rgb, side, side)).toBe(1);
    rgb.fill(0, 0, side * 3); // one row of the two
    expect(plainBorder(rgb, side, side)).toBeCloseTo(1 - side / (side ** 2 - (side - 4) ** 2), 10);
  });

  it('forgives noise, not colours', () => {
    expect(plainBorder(white().map((value, i) => value - (i * 37) % 16), side, side)).toBeGreaterThan(0.95);
    expect(plainBorder(white().map((_, i) => (i * 7919) % 251), side, side)).toBeLessThan(0.2);
  });

  it('is nearly all of every bundled picture, and little of discs all over', () => {
    for (const { rgb, width, height } of bundled) expect(plainBorder(rgb, width, height)).toBeGreaterThan(0.75);
    const busy = generated.map(({ grey, width, height }) => plainBorder(Uint8Array.from({ length: grey.length * 3 }, (_, i) => grey[Math.floor(i / 3)]), width, height));
    expect(Math.max(...busy)).toBeLessThan(0.8);
  });
});

describe('transparency', () => {
  it('counts what is more clear than not, and lays the rest over white', () => {
    const rgba = [10, 20, 30, 255, 10, 20, 30, 0, 0, 0, 0, 128, 100, 100, 100, 127];
    expect(clearShare(rgba)).toBe(0.5);
    expect([...overWhite(rgba)]).toEqual([10, 20, 30, 255, 255, 255, 127, 127, 127, 178, 178, 178]);
  });
});
