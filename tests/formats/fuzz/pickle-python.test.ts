/** Mutants of pickles against Python's own unpickler: what is read here means the same there, to the last stride and bit. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../../src/formats/byte-source';
import { openTensorFile } from '../../../src/formats/tensor-file';
import { openZip } from '../../../src/formats/zip-read';
import type { MadeStorage } from '../made/torch';
import { torchZip } from '../made/torch';
import { edited, editsOf } from './mutate';
import { pickleParts, TOKENS } from './pickle-target';
import { outcomeOf } from './target';

const PYTHON = '/usr/bin/python3';
const READER = fileURLToPath(new URL('./read_pickles.py', import.meta.url));
const MUTANTS = 12_000;

interface Meaning {
  tensors: Record<string, [dtype: string, shape: readonly number[], key: string, start: number, end: number, strides: readonly number[] | null]>;
  values: Record<string, string>;
}
interface Mutant {
  pickle: Uint8Array;
  storages: MadeStorage[];
}

function inPython(mutants: readonly Mutant[]): (Meaning | { refused: string })[] {
  const lines = mutants.map(({ pickle, storages }) => JSON.stringify({
    pickle: Buffer.from(pickle).toString('base64'),
    storages: Object.fromEntries(storages.map(({ key, bytes }) => [key, bytes.length])),
  }));
  const run = spawnSync(PYTHON, [READER], { input: lines.join('\n'), encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (run.status !== 0) throw new Error(`Python is missing or failed: ${run.stderr}`);
  return run.stdout.trim().split('\n').map((line) => JSON.parse(line));
}

async function here({ pickle, storages }: Mutant): Promise<Meaning | { code: string }> {
  const source = bytesSource(torchZip(pickle, storages));
  const opened = await outcomeOf(() => openTensorFile(source));
  if (!('value' in opened)) return opened;
  const entries = await openZip(source);
  // storages without a byte lie where others begin: the key is told by the range only where there is one
  const keyAt = (start: number): [string, number] => {
    const found = storages.filter(({ key }) => entries.get(`archive/data/${key}`)!.start <= start).at(-1);
    return found ? [found.key, entries.get(`archive/data/${found.key}`)!.start] : ['', 0];
  };
  const tensors = [...opened.value.tensors].map(([name, { dtype, shape, start, end, strides }]) => {
    const [key, base] = keyAt(start);
    return [name, [dtype, shape, key, start - base, end - base, strides ?? null]];
  });
  const values = Object.entries(opened.value.values).map(([name, value]) => [name, typeof value === 'string' ? `text ${value}` : bits(value)]);
  return { tensors: Object.fromEntries(tensors), values: Object.fromEntries(values) };
}

function bits(value: number): string {
  const view = Buffer.alloc(8);
  view.writeDoubleBE(value);
  return view.toString('hex');
}

/** Python wants keys that hash, and attributes and items only where there may be some; none of it changes a value. */
const STRICTER = /unhashable|object has no attribute|'set' object does not support item assignment|codec can't decode/;

describe('what is read', () => {
  it('is what Python reads', async () => {
    const parts = pickleParts();
    const made = fc.tuple(fc.constantFrom(...parts), editsOf(TOKENS)).map(([{ pickle, storages }, edits]) => ({ pickle: edited(pickle, edits), storages }));
    const mutants: Mutant[] = [...parts, ...fc.sample(made, { seed: 3, numRuns: MUTANTS })];
    const theirs = inPython(mutants);
    const tally = { both: 0, neither: 0, theirsOnly: 0, oursOnly: 0 };
    for (const [i, mutant] of mutants.entries()) {
      const [our, their] = [await here(mutant), theirs[i]];
      const note = JSON.stringify(Buffer.from(mutant.pickle).toString('latin1'));
      if ('code' in our) tally['refused' in their ? 'neither' : 'oursOnly']++;
      else if ('refused' in their) {
        expect(their.refused, note).toMatch(STRICTER);
        tally.theirsOnly++;
      } else {
        expect(our, note).toEqual(their);
        tally.both++;
      }
    }
    expect(tally.both).toBeGreaterThan(MUTANTS / 30);
    expect(tally.oursOnly).toBeLessThan(MUTANTS / 100);
  });
});
