/** @file The device as a run has it: the tiles of its products measured, so that what is timed is what a person waits for. */
import type { Device } from '../engine/device';
import type { ProgramSource } from '../engine/schedule';
import { changedIn } from '../engine/tiles/contest';
import { dominantProducts } from '../engine/tiles/dominant';
import { measureTiles } from '../engine/tiles/measure-tiles';
import { withChoices } from '../engine/tiles/tuning';

export interface TunedDevice {
  readonly device: Device;
  /** products that were timed; of them, where something else was faster than what the vendor's table has */
  readonly shapes: number;
  readonly changed: number;
}

/** Milliseconds: a bench takes minutes anyway. */
const BUDGET = 20_000;

/** `programs`: a step of each size. Software adapters have nothing to choose. */
export async function tunedFor(device: Device, programs: readonly ProgramSource[], signal?: AbortSignal): Promise<TunedDevice> {
  const products = dominantProducts(programs, device.storage, device.tuning);
  const measured = await measureTiles(device, products, { budget: BUDGET, ended: () => signal?.aborted ?? false });
  if (!measured) return { device, shapes: 0, changed: 0 };
  const choices = Object.fromEntries(Object.entries(measured.products).map(([key, { choice }]) => [key, choice]));
  const all = Object.values(measured.products);
  return { device: withChoices(device, choices), shapes: all.length, changed: changedIn(all) };
}
