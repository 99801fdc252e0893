/** @file What is fuzzed: sources of at most 4 kB, how their mutants are made, and what has to hold of each mutant. */
import fc from 'fast-check';
import { Failure } from '../../../src/failure';
import { edited, editsOf } from './mutate';

export const SOURCE_BYTES = 4096;

/** A part of a file is edited; `wrap` puts it back, so that lengths and checksums around it do not catch every edit. */
export interface Source {
  part: Uint8Array;
  wrap: (part: Uint8Array) => Uint8Array;
}

export interface Target {
  mutants: fc.Arbitrary<Uint8Array>;
  /** Throws where anything but a Failure comes of a mutant, or a value that is wrong. Gives `read` or the failure's code. */
  check: (mutant: Uint8Array) => Promise<string>;
}

const whole = (bytes: Uint8Array): Uint8Array => bytes;
export const wholeFile = (bytes: Uint8Array): Source => ({ part: bytes, wrap: whole });

export function mutantsOf(sources: readonly Source[], tokens: readonly string[]): fc.Arbitrary<Uint8Array> {
  const small = sources.filter(({ part, wrap }) => wrap(part).length <= SOURCE_BYTES);
  return fc.tuple(fc.constantFrom(...small), editsOf(tokens)).map(([{ part, wrap }, edits]) => wrap(edited(part, edits)));
}

/** Runs a parser: its value, or the code of the Failure it threw. Everything else goes on as it is. */
export async function outcomeOf<T>(parse: () => Promise<T>): Promise<{ value: T } | { code: string }> {
  try {
    return { value: await parse() };
  } catch (failure) {
    if (failure instanceof Failure && failure.code !== 'internal') return { code: failure.code };
    throw failure;
  }
}

export function hold(condition: boolean, message: () => string): void {
  if (!condition) throw new Error(message());
}

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
