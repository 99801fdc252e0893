/** Measured tiles: where they are kept, what is told of them, and measuring anew when a person asks for it. */
import type { Device } from '../src/engine/device';
import { changedIn } from '../src/engine/tiles/contest';
import type { DominantProduct } from '../src/engine/tiles/dominant';
import type { Measuring } from '../src/engine/tiles/measure-tiles';
import { Failure } from '../src/failure';
import type { Model } from '../src/nets/model';
import { loadTuning, saveTuning, type TuningPlace } from '../src/store/tunings';
import { keptIn, type KeptTuning, type TuningStore } from '../src/train/tuning/kept';
import { measureAndKeep } from '../src/train/tuning/tune';
import type { TuningReport } from './api';

declare const __APP_VERSION__: string;

export function tuningStore({ info, storage }: Device, { text, unet }: Pick<Model, 'text' | 'unet'>): TuningStore {
  const { vendor, architecture, device, description } = info;
  const place: TuningPlace = { version: __APP_VERSION__, adapter: [vendor, architecture, device, description].join('|'), storage, shape: JSON.stringify({ text, unet }) };
  return { load: () => loadTuning(place), save: (kept) => saveTuning(place, kept) };
}

/** What is known of the adapter with that model. */
export async function tuningReport(device: Device, store: TuningStore): Promise<TuningReport> {
  return reportOf(device, await keptIn(store));
}

/** In place of what was kept of these products. Throws `gpu.not-measured`, unless it was to end before anything was. */
export async function measureAnew(device: Device, products: readonly DominantProduct[], store: TuningStore, how: Measuring): Promise<TuningReport> {
  const before = await keptIn(store);
  const kept = await measureAndKeep(device, products, store, how, before);
  if (!kept && !how.ended?.()) throw new Failure('gpu.not-measured');
  return reportOf(device, kept ?? before);
}

function reportOf({ tuning: { kernels, vendor } }: Device, kept: KeptTuning | undefined): TuningReport {
  const products = Object.values(kept?.products ?? {});
  if (!kept || !products.length) return { kernels, vendor };
  const { at, clock, seconds } = kept;
  return { kernels, vendor, measured: { at, clock, seconds, shapes: products.length, changed: changedIn(products) } };
}
