/** Small things that outlive a reload: what was typed, language, colours. Plain data under a key of the caller's. */
import { database, put, read } from './database';

const settings = database('settings');

/** undefined where nothing was saved. The caller checks the shape: an older version of the app may have written it. */
export function loadSettings<T>(key: string): Promise<T | undefined> {
  return read<T>(settings, key);
}

export function saveSettings(key: string, value: unknown): Promise<void> {
  return put(settings, [[key, value]]);
}
