import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { logarithm, normalFromBits } from '../../src/diffusion/normal-quantile';
import { integer, normals, philox, STREAM, uniform } from '../../src/diffusion/philox';

const ALL = 0xffffffff;
const hashOf = (values: Float32Array) => createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex');

describe('philox', () => {
  it.each([
    { counter: [0, 0, 0, 0], key: [0, 0], words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
    { counter: [ALL, ALL, ALL, ALL], key: [ALL, ALL], words: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd] },
    {
      counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      key: [0xa4093822, 0x299f31d0],
      words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    },
  ])('has the known answers published with Random123: $words', ({ counter, key, words }) => {
    expect(philox(counter, key)).toEqual(words);
  });
});

describe('the normal quantile', () => {
  /** from an independent implementation of AS 241 (Python's statistics.NormalDist) */
  it.each([
    [0x0, -6.337957754553789],
    [0x1, -6.166429517819749],
    [0xf0, -5.306106502701831],
    [0x3039, -4.535422762090429],
    [0x1333333, -2.598067725645652],
    [0x13333333, -1.4395314704450153],
    [0x40000000, -0.6744897498297384],
    [0x7fffffff, -2.9180993729166234e-10],
    [0xf0000000, 1.5341205452991358],
  ])('of bits %i is %d, and mirrored', (bits, z) => {
    expect(Math.abs(normalFromBits(bits) / z - 1)).toBeLessThan(1e-13);
    expect(normalFromBits(ALL - bits)).toBe(-normalFromBits(bits));
  });

  it('rises without a step where its parts meet', () => {
    for (const p of [0.075, 0.925]) {
      const bits = Math.floor(p * 2 ** 32);
      for (let i = bits - 50; i < bits + 50; i++) expect(normalFromBits(i + 1)).toBeGreaterThan(normalFromBits(i));
    }
  });

  it('has a logarithm of its own, right to the last digits', () => {
    for (const x of [2 ** -33, 1e-9, 0.0123, 0.5, 0.7071, 0.7072, 0.999999]) {
      expect(Math.abs(logarithm(x) - Math.log(x))).toBeLessThan(4e-16 * Math.max(1, Math.abs(Math.log(x))));
    }
  });
});

describe('normals', () => {
  /** hashes by an independent Philox and NormalDist().inv_cdf in Python, rounded to f32 */
  it('are these bytes on every machine', () => {
    expect(hashOf(normals(1234, STREAM.noise, 65536))).toBe('7237bd02ea4cba84002316820fdd1de60f28f7b0eeaa69c10b77cc8a4c01ca40');
    expect(hashOf(normals(2 ** 40 + 5, 6, 1001, 77))).toBe('59381a7119daac79be42d1db7345e9294e2604113116d5b890188c4d210e6b74');
  });

  it('have the moments and the distribution of normal numbers', () => {
    const sample = normals(99, STREAM.noise, 200_000).sort();
    const n = sample.length;
    const moment = (power: number) => sample.reduce((sum, z) => sum + z ** power, 0) / n;
    // Four standard errors: sqrt(1, 2, 15, 96 / n).
    expect(Math.abs(moment(1))).toBeLessThan(4 * Math.sqrt(1 / n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / n));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
    // Kolmogorov-Smirnov at the 1 % level.
    const distance = sample.reduce((worst, z, i) => Math.max(worst, Math.abs(normalCdf(z) - (i + 0.5) / n)), 0);
    expect(distance).toBeLessThan(1.63 / Math.sqrt(n));
  });

  it('begin alike however many are asked for', () => {
    expect(normals(5, STREAM.noise, 6)).toEqual(normals(5, STREAM.noise, 64).slice(0, 6));
  });

  it('differ by seed, all 53 bits of it, by stream and by draw, all 53 bits', () => {
    const first = (seed: number, stream: 1 | 2, draw: number) => normals(seed, stream, 4, draw).join();
    const all = [first(1, 1, 0), first(2, 1, 0), first(1 + 2 ** 32, 1, 0), first(1, 2, 0), first(1, 1, 1), first(1, 1, 2 ** 32)];
    expect(new Set(all).size).toBe(6);
  });

  it('of two streams or draws have nothing to do with each other', () => {
    const n = 50_000;
    const a = normals(3, STREAM.noise, n);
    for (const b of [normals(3, STREAM.preview, n), normals(3, STREAM.noise, n, 1), normals(4, STREAM.noise, n)]) {
      const correlation = a.reduce((sum, z, i) => sum + z * b[i], 0) / n;
      expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(n));
    }
  });
});

describe('uniform and integer', () => {
  it('are these numbers', () => {
    expect([0, 1, 2].map((i) => uniform(7, STREAM.timestep, i))).toEqual([0.4950397921482874, 0.0017815348947390897, 0.5908260503035139]);
    expect(Array.from({ length: 8 }, (_, i) => integer(7, STREAM.timestep, i, 1000))).toEqual([495, 1, 590, 755, 199, 400, 248, 468]);
  });

  it('fall evenly', () => {
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 50_000; i++) counts[integer(11, STREAM.prompt, i, 10)]++;
    const chiSquared = counts.reduce((sum, count) => sum + (count - 5000) ** 2 / 5000, 0);
    // 9 degrees of freedom, 0.1 %
    expect(chiSquared).toBeLessThan(27.9);
  });
});

/** By the series of erf near 0 and the continued fraction beyond 3: good to 1e-9. */
function normalCdf(z: number): number {
  if (z < 0) return 1 - normalCdf(-z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z > 3) return 1 - density / fraction(z);
  let [term, sum] = [z, z];
  for (let k = 1; k < 60; k++) sum += term *= (z * z) / (2 * k + 1);
  return 0.5 + density * sum;
}

function fraction(z: number): number {
  let value = z;
  for (let k = 60; k > 0; k--) value = z + k / value;
  return value;
}
