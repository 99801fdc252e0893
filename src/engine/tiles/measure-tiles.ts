/**
 * @file Tiles measured on the adapter, on a device of its own: what goes wrong there (a kernel that does not compile, memory
 * that is short, a driver that gives up) leaves the run's device as it is. Memory is zeros, so nothing of a run is read.
 */
import { openDevice, type Device } from '../device';
import { bindForTiming } from '../timing/bound';
import { turns, type Patience } from '../timing/measure';
import { openStopwatch, type Clock, type Stopwatch } from '../timing/stopwatch';
import type { Choice } from './choose';
import { choosing, compileAhead } from './compile-ahead';
import { contest, type Measured } from './contest';
import { programOf, type DominantProduct } from './dominant';
import { matricesAreRight } from './matrices/check';
import { shortList } from './short-list';

export interface Measuring {
  /** milliseconds for timing */
  readonly budget?: number;
  ended?(): boolean;
  onProduct?(done: number, total: number): void;
}

export interface MeasuredTiles {
  /** by product key */
  readonly products: Record<string, Measured>;
  readonly clock: Clock;
  readonly seconds: number;
}

/** Milliseconds. Nobody waits longer; what was not measured then follows the table. */
const BUDGET = 5000;
const PATIENCE: Patience = { least: 2, most: 3, budget: 12, turn: 4 };

/** Never rejects; undefined where nothing could be measured, or where the kernels have no tiles. */
export async function measureTiles(device: Device, products: readonly DominantProduct[], how: Measuring = {}): Promise<MeasuredTiles | undefined> {
  const { entry, storage, tuning } = device;
  if (tuning.kernels === 'barrier-free' || products.length === 0) return undefined;
  const own = await openDevice({ gpu: entry, storage, tuning, timestamps: true }).catch(() => undefined);
  if (!own) return undefined;
  try {
    const began = performance.now();
    const { clock, found } = await measured(await trusted(own), products, how);
    return Object.keys(found).length ? { products: found, clock, seconds: (performance.now() - began) / 1000 } : undefined;
  } catch {
    return undefined; // the table serves, and what is wrong with the device shows where it is used
  } finally {
    own.destroy();
  }
}

/** Without matrices of subgroups, if what they make here is not what tiles make. */
async function trusted(own: Device): Promise<Device> {
  if (!own.tuning.matrices || (await matricesAreRight(own))) return own;
  return { ...own, tuning: { ...own.tuning, matrices: undefined } };
}

async function measured(own: Device, products: readonly DominantProduct[], { budget = BUDGET, ended = () => false, onProduct = () => {} }: Measuring) {
  const stopwatch = openStopwatch(own);
  const isOver = (): boolean => ended() || isBroken(own);
  onProduct(0, products.length);
  const ready = await compileAhead(own, budget > 0 ? products : [], isOver);
  const found = await contest({
    products: ready,
    budget,
    onProduct: (done) => onProduct(done, products.length),
    ended: isOver,
    now: () => performance.now(),
    candidates: ({ size }) => shortList(size, own.tuning),
    time: (product, choice) => timeOf(own, stopwatch, product, choice),
  });
  stopwatch.destroy();
  return { clock: stopwatch.clock, found };
}

/** Lost, or something failed outside of any call: its times mean nothing any more. */
function isBroken(own: Device): boolean {
  try {
    own.check();
    return false;
  } catch {
    return true;
  }
}

/** Milliseconds of one, the least of a few turns: what else the machine did only ever adds. */
async function timeOf(own: Device, stopwatch: Stopwatch, product: DominantProduct, choice: Choice): Promise<number> {
  const program = await bindForTiming(choosing(own, product, choice), programOf(product));
  try {
    return Math.min(...(await turns(stopwatch.of(program.dispatches.map(({ bound }) => bound)), PATIENCE)));
  } finally {
    program.destroy();
  }
}
