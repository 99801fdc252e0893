/** @file One case on all engines by turns, so that what else the machine does falls on all alike; results compared. */
import type { PeerCase } from './cases';
import type { Engine, Prepared, Values } from './engine';

/** Rounds, and milliseconds after which an engine that has had three takes part in no more. */
const ROUNDS = 7;
const LONG = 2000;
/** Milliseconds of one turn, at least: runs are repeated. */
const TURN = 60;
/** Relative distance of two engines' results (Euclidean norm); f32 sums in other orders stay far below. */
const AGREE = 1e-3;

export interface Timing {
  engine: string;
  /** median milliseconds of a run */
  ms: number;
  /** largest relative distance from our result */
  distance: number;
}

export interface Row {
  name: string;
  gflop: number;
  timings: Timing[];
  /** results differ: the row says nothing */
  void: boolean;
  /** engines that failed, with what they said */
  failed: string[];
}

interface Entrant {
  engine: string;
  prepared: Prepared;
  repeat: number;
  times: number[];
}

export async function takeTurns(entry: PeerCase, engines: readonly Engine[], values: Values, gflop: number): Promise<Row> {
  const failed: string[] = [];
  const entrants: Entrant[] = [];
  for (const engine of engines) {
    const entrant = await enter(engine, entry, values).catch((error: unknown) => void failed.push(`${engine.name}: ${String(error)}`));
    if (entrant) entrants.push(entrant);
  }
  for (let round = 0; round < ROUNDS; round++) for (const entrant of entrants) if (!hasEnough(entrant)) entrant.times.push(await timed(entrant));
  const results: Float32Array[][] = [];
  for (const { prepared } of entrants) results.push(await prepared.read());
  const timings = entrants.map(({ engine, times }, i) => ({ engine, ms: median(times), distance: distance(results[i], results[0]) }));
  for (const { prepared } of entrants) prepared.free();
  return { name: entry.name, gflop, timings, failed, void: timings.some((timing) => !(timing.distance < AGREE)) };
}

const hasEnough = ({ times, repeat }: Entrant): boolean => times.length >= 3 && times.reduce((a, b) => a + b, 0) * repeat > LONG;

/** The first run compiles; the second says how often a turn repeats it. */
async function enter(engine: Engine, entry: PeerCase, values: Values): Promise<Entrant | undefined> {
  const prepared = await engine.prepare(entry, values);
  if (!prepared) return undefined;
  const entrant = { engine: engine.name, prepared, repeat: 1, times: [] };
  await timed(entrant);
  return { ...entrant, repeat: Math.max(1, Math.ceil(TURN / (await timed(entrant)))) };
}

async function timed({ prepared, repeat }: Entrant): Promise<number> {
  const began = performance.now();
  for (let i = 0; i < repeat; i++) await prepared.run();
  await prepared.idle();
  return (performance.now() - began) / repeat;
}

const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1];

function distance(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  return Math.max(...b.map((values, i) => relative(a[i], values)));
}

/** NaN where the lengths differ, or a value is none. */
function relative(a: Float32Array | undefined, b: Float32Array): number {
  if (a?.length !== b.length) return NaN;
  let [apart, norm] = [0, 0];
  for (let i = 0; i < b.length; i++) {
    apart += (a[i] - b[i]) ** 2;
    norm += b[i] ** 2;
  }
  return Math.sqrt(apart / norm);
}
