/**
 * @file What was measured of pictures, in a database of its own: it follows from a picture's bytes alone, so a data set that a
 * run needs as it was is not touched by it, and the same picture in several data sets is measured once. A cache of about
 * 150 bytes a picture; what is gone is measured anew.
 */
import { database, put, readMany } from './database';
import type { Picture, PictureLooks } from './records';

/** Another measure needs another name, or old numbers would be taken for new ones. */
const looks = database('looks');

/** The bytes' digest where it is known. Else the id: what lies under that never changes. */
export const looksKey = ({ digest, id }: Pick<Picture, 'digest' | 'id'>): string => digest ?? id;

/** In the order of the keys; undefined for what was never measured. */
export function loadLooks(keys: readonly string[]): Promise<(PictureLooks | undefined)[]> {
  return readMany(looks, keys);
}

export function saveLooks(measured: readonly (readonly [key: string, looks: PictureLooks])[]): Promise<void> {
  return put(looks, measured.map(([key, one]) => [key, one]));
}
