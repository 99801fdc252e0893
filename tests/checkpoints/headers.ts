/**
 * Files of full size that are nothing but their header: every read of data gives zeros. Names and shapes come from the
 * PyTorch reference: `full_size.py sd15 --shapes tests/checkpoints/shapes/sd15.txt`.
 */
import { readFileSync } from 'node:fs';
import { openCheckpoint } from '../../src/checkpoints/open-checkpoint';
import type { Checkpoint, CheckpointChoices, NamedSource } from '../../src/checkpoints/checkpoint';
import type { ByteSource } from '../../src/formats/byte-source';
import { tensorBytes, type Dtype } from '../../src/formats/tensor-entry';

export type Header = Map<string, { dtype: Dtype; shape: number[] }>;

export function headerOf(model: 'sd15' | 'sd21'): Header {
  const lines = readFileSync(`${import.meta.dirname}/shapes/${model}.txt`, 'utf8').trimEnd().split('\n');
  return new Map(lines.map((line) => {
    const [name, dtype, ...shape] = line.split(' ');
    return [name, { dtype: dtype as Dtype, shape: shape.map(Number) }];
  }));
}

export const f16 = (...shape: number[]) => ({ dtype: 'F16' as const, shape });

/** Names changed, or taken out where `rename` gives undefined. */
export function renamed(header: Header, rename: (name: string) => string | undefined): Header {
  return new Map([...header].flatMap(([name, tensor]) => {
    const now = rename(name);
    return now === undefined ? [] : [[now, tensor] as const];
  }));
}

/** Only names with a prefix, without it. */
export const under = (header: Header, prefix: string): Header =>
  renamed(header, (name) => (name.startsWith(prefix) ? name.slice(prefix.length) : undefined));

export const without = (header: Header, pattern: RegExp): Header => renamed(header, (name) => (pattern.test(name) ? undefined : name));

/** As safetensors. */
export function virtualSource(header: Header, metadata: Record<string, string> = {}): ByteSource {
  let at = 0;
  const entries = [...header].map(([name, { dtype, shape }]) => {
    const start = at;
    at += tensorBytes(dtype, shape);
    return [name, { dtype, shape, data_offsets: [start, at] }];
  });
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries([['__metadata__', metadata], ...entries])));
  const head = new Uint8Array(8 + json.length);
  new DataView(head.buffer).setBigUint64(0, BigInt(json.length), true);
  head.set(json, 8);
  return {
    size: head.length + at,
    async read(start, end) {
      const bytes = new Uint8Array(end - start);
      bytes.set(head.subarray(start, end));
      return bytes;
    },
  };
}

/** The name says nothing: it is not to be looked at. */
export const virtualFile = (header: Header, metadata?: Record<string, string>): NamedSource =>
  ({ path: 'something', source: virtualSource(header, metadata) });

export const open = (header: Header, choices?: CheckpointChoices, metadata?: Record<string, string>): Promise<Checkpoint> =>
  openCheckpoint([virtualFile(header, metadata)], choices);
