import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../src/formats/byte-source';
import { writeSafetensors } from '../../src/formats/safetensors';
import type { Bench } from './bench';
import { compare, type Row } from './compare';
import { Golden } from './golden';
import { rowsOf } from './groups';
import { readOptions } from './options';

/** A golden file of one-element values. */
function goldenOf(values: Record<string, number>): Promise<Golden> {
  const tensor = (value: number) => ({ dtype: 'F32' as const, shape: [1], bytes: new Uint8Array(Float32Array.of(value).buffer) });
  return Golden.read(bytesSource(writeSafetensors(new Map(Object.entries(values).map(([name, value]) => [name, tensor(value)])))));
}

/** Rows of a golden file from which no comparison can run: no device is touched. */
async function rowsWithoutDevice(values: Record<string, number>): Promise<Row[]> {
  const bench = { golden: await goldenOf(values) } as Bench;
  const rows: Row[] = [];
  for await (const row of rowsOf(bench)) rows.push(row);
  return rows;
}

describe('a golden file', () => {
  it('fails on a name nobody knows', async () => {
    expect(await rowsWithoutDevice({ 'text.skip3': 1 })).toEqual([{ name: 'text.skip3', note: 'unknown', ok: false }]);
  });

  it('fails where a value cannot be compared for want of another', async () => {
    expect(await rowsWithoutDevice({ 'vae.decoded': 1 })).toEqual([{ name: 'vae.decoded', note: 'needs vae.z', ok: false }]);
  });

  it('fails on an input that nothing uses', async () => {
    expect(await rowsWithoutDevice({ 'vae.z': 1 })).toMatchObject([{ name: 'vae.z', ok: false }]);
  });
});

describe('an error', () => {
  const row = async (value: number, storage: 'f32' | 'packed') =>
    compare({ name: 'unet.eps', values: Float32Array.of(value) }, await goldenOf({ 'unet.eps': 2 }), storage);

  it('is relative, and judged by storage', async () => {
    expect((await row(2.002, 'f32')).error).toBeCloseTo(1e-3, 6);
    expect((await row(2.002, 'f32')).ok).toBe(false);
    expect((await row(2.002, 'packed')).ok).toBe(true);
  });

  it('of a value that is not finite fails', async () => {
    for (const value of [NaN, Infinity]) expect((await row(value, 'packed')).ok).toBe(false);
  });

  it('of ti.final is measured against the way it went', async () => {
    const result = { name: 'ti.final', values: Float32Array.of(2.01), from: Float32Array.of(1) };
    expect((await compare(result, await goldenOf({ 'ti.final': 2 }), 'f32')).error).toBeCloseTo(0.01, 4);
  });

  it('of another number of values fails', async () => {
    const result = { name: 'unet.eps', values: Float32Array.of(2, 2) };
    expect(compare(result, await goldenOf({ 'unet.eps': 2 }), 'packed').ok).toBe(false);
  });
});

it('refuses arguments that make no sense', () => {
  const good = ['--model', 'm', '--golden', 'g'];
  expect(readOptions([...good, '--prediction', 'v'])).toMatchObject({ prediction: 'v_prediction' });
  for (const bad of [[], ['--model', 'm'], [...good, '--storage', 'f64'], [...good, '--kernels', 'fast'], [...good, '--prediction', 'x0'], [...good, '--speed']]) {
    expect(readOptions(bad)).toBeUndefined();
  }
});
