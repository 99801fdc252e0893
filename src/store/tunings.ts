/**
 * Tiles that were measured on an adapter. A cache of some kB: what is gone is measured anew. Their shape is train's, and its
 * reader looks them over.
 */
import { database, keysOf, put, read, remove } from './database';

const tunings = database('tunings');

/** What measured times hold for. */
export interface TuningPlace {
  /** of the app: its kernels */
  version: string;
  /** vendor, architecture and whatever else the browser says of it */
  adapter: string;
  storage: string;
  /** widths, heads, layers of the model */
  shape: string;
}

const prefixOf = ({ version }: TuningPlace): string => `${JSON.stringify(version)},`;
const keyOf = (place: TuningPlace): string => prefixOf(place) + JSON.stringify([place.adapter, place.storage, place.shape]);

export function loadTuning(place: TuningPlace): Promise<unknown> {
  return read(tunings, keyOf(place));
}

/** What other versions left goes: their kernels are not there any more. */
export async function saveTuning(place: TuningPlace, tuning: unknown): Promise<void> {
  await put(tunings, [[keyOf(place), tuning]]);
  const old = (await keysOf(tunings)).filter((key) => !key.startsWith(prefixOf(place)));
  if (old.length) await remove(tunings, old);
}
