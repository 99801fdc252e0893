/** @file Pickles of one operation, or a few, again and again: what a byte can ask for at most, of each kind. */
import { latin1 } from '../made/bytes';

/** Just below the reader's own limit, with the head and the end around it. */
const MOST_BYTES = 4 * 1024 * 1024 - 64;
const BATCH = 1000;

interface Repeated {
  unit: string;
  /** how often a pickle may have it: the budgets are 300,000 things made, 300,000 values named, 1,000,000 operations */
  allowed: number;
  /** The values go into the list at the bottom, so that all are alive at the end; the others are dropped at once. */
  kept?: boolean;
}

const UNITS: readonly Repeated[] = [
  { unit: '}', allowed: 298_000, kept: true },
  { unit: ']', allowed: 298_000, kept: true },
  { unit: '\x8f', allowed: 149_000, kept: true },
  { unit: 'U\x02ab', allowed: 298_000, kept: true },
  { unit: 'C\x00', allowed: 298_000, kept: true },
  { unit: 'U\x01\xff', allowed: 298_000, kept: true },
  { unit: '\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f', allowed: 298_000, kept: true },
  { unit: 'G12345678', allowed: 298_000, kept: true },
  { unit: 'F1\n', allowed: 298_000, kept: true },
  { unit: 'I0\n', allowed: 298_000, kept: true },
  { unit: '}a', allowed: 299_000 },
  { unit: 'N\x940', allowed: 299_000 },
  { unit: 'p0\n', allowed: 990_000 },
  { unit: `V${'\\u0041'.repeat(9000)}\n0`, allowed: 77 },
  { unit: `I${'9'.repeat(60_000)}\n0`, allowed: 69 },
];

/** `beyond`: as many as fit into a pickle's bytes. */
export function hungriest(bounds: 'within' | 'beyond'): Uint8Array[] {
  const most = ({ unit }: Repeated): number => Math.floor(MOST_BYTES / (unit.length + 2 / BATCH));
  const chosen = bounds === 'within' ? UNITS : UNITS.filter((one) => most(one) > 1.2 * one.allowed);
  return chosen.map((one) => repeated(one, bounds === 'within' ? Math.min(one.allowed, most(one)) : most(one)));
}

function repeated({ unit, kept = false }: Repeated, count: number): Uint8Array {
  const batches = kept ? `(${unit.repeat(BATCH)}e`.repeat(Math.floor(count / BATCH)) : unit.repeat(count);
  return latin1(`\x80\x02]${batches}.`);
}
