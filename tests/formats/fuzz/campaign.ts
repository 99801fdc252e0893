/** @file A campaign inside its worker: every mutant of a target is checked and counted. See watch.ts for what it cannot see. */
import fc from 'fast-check';
import { pickleTarget } from './pickle-target';
import * as planted from './planted';
import { safetensorsTarget } from './safetensors-target';
import { type Target } from './target';
import * as wordCards from './word-cards-target';
import * as wordFiles from './word-files-target';
import { zipTarget } from './zip-target';

export const TARGETS = { safetensors: safetensorsTarget, zip: zipTarget, pickle: pickleTarget, ...wordFiles, ...wordCards, ...planted } satisfies Record<string, () => Target>;
export type TargetName = keyof typeof TARGETS;

export interface Order {
  target: TargetName;
  count: number;
  seed: number;
  /** [mutants begun, length of the one at hand] and its bytes behind them, for who watches */
  shared: SharedArrayBuffer;
  /** milliseconds a mutant may take */
  limit: number;
}

export interface Tally {
  mutants: number;
  /** how often each outcome was met: `read` or a code */
  outcomes: Record<string, number>;
  slowest: number;
  /** the smallest mutant found for which the check fails, base64, and why */
  failure?: { mutant: string; message: string };
}

export const HEAD_BYTES = 8;

/** `begun` is called when all is made that the mutants come from. */
export async function campaign({ target, count, seed, shared, limit }: Order, begun: () => void): Promise<Tally> {
  const { mutants, check } = TARGETS[target]();
  begun();
  const tally: Tally = { mutants: 0, outcomes: {}, slowest: 0 };
  const property = fc.asyncProperty(mutants, async (mutant) => {
    announce(shared, mutant);
    const { outcome, milliseconds } = await timed(check, mutant, limit);
    tally.mutants++;
    tally.slowest = Math.max(tally.slowest, milliseconds);
    tally.outcomes[outcome] = (tally.outcomes[outcome] ?? 0) + 1;
  });
  const { failed, counterexample, errorInstance } = await fc.check(property, { seed, numRuns: count });
  if (failed) tally.failure = { mutant: Buffer.from(counterexample![0]).toString('base64'), message: String((errorInstance as Error)?.stack ?? errorInstance) };
  return tally;
}

function announce(shared: SharedArrayBuffer, mutant: Uint8Array): void {
  const head = new Int32Array(shared, 0, 2);
  const room = new Uint8Array(shared, HEAD_BYTES);
  head[1] = mutant.length;
  room.set(mutant.subarray(0, room.length));
  Atomics.add(head, 0, 1);
}

/** A machine that is busy elsewhere can stop anything for a while: what is slow must be slow twice. */
async function timed(check: Target['check'], mutant: Uint8Array, limit: number): Promise<{ outcome: string; milliseconds: number }> {
  let milliseconds = 0;
  for (let attempt = 0; attempt < 2; attempt++) {
    const begun = performance.now();
    const outcome = await check(mutant);
    milliseconds = performance.now() - begun;
    if (milliseconds <= limit) return { outcome, milliseconds };
  }
  throw new Error(`took ${Math.round(milliseconds)} ms`);
}
