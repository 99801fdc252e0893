/** @file Edits of bytes, as damage and malice make them: flips, lengths that lie, parts lost, repeated, moved, put in. */
import fc from 'fast-check';
import { join, latin1, uint } from '../made/bytes';

/** `at` and `to` are taken modulo the length. */
type Edit =
  | { kind: 'flip'; at: number; bit: number }
  | { kind: 'byte'; at: number; value: number }
  | { kind: 'number'; at: number; bytes: number; value: bigint }
  | { kind: 'delete'; at: number; length: number }
  | { kind: 'copy'; at: number; length: number; to: number }
  | { kind: 'insert'; at: number; part: Uint8Array }
  | { kind: 'cut'; at: number };

/** Where arithmetic goes wrong. */
const EDGES = [0n, 1n, 2n, 0x7fn, 0x80n, 0xffn, 0x7fffn, 0xffffn, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 53n, 2n ** 60n, 2n ** 63n, 2n ** 64n - 1n];

/** `tokens`: pieces of the format, to be put in whole. */
export function editsOf(tokens: readonly string[]): fc.Arbitrary<Edit[]> {
  const at = fc.nat(4095);
  const length = fc.oneof(fc.integer({ min: 1, max: 8 }), fc.nat(300));
  const edit: fc.Arbitrary<Edit> = fc.oneof(
    fc.record({ kind: fc.constant('flip' as const), at, bit: fc.nat(7) }),
    fc.record({ kind: fc.constant('byte' as const), at, value: fc.nat(255) }),
    fc.record({ kind: fc.constant('number' as const), at, bytes: fc.constantFrom(1, 2, 4, 8), value: fc.constantFrom(...EDGES) }),
    fc.record({ kind: fc.constant('delete' as const), at, length }),
    fc.record({ kind: fc.constant('copy' as const), at, length, to: at }),
    fc.record({ kind: fc.constant('insert' as const), at, part: fc.constantFrom(...tokens.map(latin1)) }),
    fc.record({ kind: fc.constant('cut' as const), at }),
  );
  // one edit goes deep into a parser, more of them meet in ways that nobody thought of
  return fc.oneof({ weight: 2, arbitrary: edit.map((one) => [one]) }, { weight: 1, arbitrary: fc.array(edit, { minLength: 2, maxLength: 5 }) });
}

export function edited(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  return edits.reduce((old, edit) => (old.length ? applied(old, edit) : old), bytes);
}

function applied(bytes: Uint8Array, edit: Edit): Uint8Array {
  const at = edit.at % bytes.length;
  const splice = (length: number, part: Uint8Array): Uint8Array => join([bytes.subarray(0, at), part, bytes.subarray(at + length)]);
  switch (edit.kind) {
    case 'flip': return splice(1, Uint8Array.of(bytes[at] ^ (1 << edit.bit)));
    case 'byte': return splice(1, Uint8Array.of(edit.value));
    case 'number': return splice(edit.bytes, uint(edit.value, edit.bytes));
    case 'delete': return splice(edit.length, new Uint8Array(0));
    case 'copy': return splice(0, bytes.subarray(edit.to % bytes.length, (edit.to % bytes.length) + edit.length));
    case 'insert': return splice(0, edit.part);
    case 'cut': return bytes.subarray(0, at);
  }
}
