/** How much this origin may store. */
import { Failure } from '../failure';

export interface StorageUse {
  /** bytes; an estimate, browsers round it */
  used: number;
  /** bytes still free */
  free: number;
}

/** Where the browser does not say, nothing is used and everything is free. */
export async function storageUse(): Promise<StorageUse> {
  const { usage = 0, quota = Infinity } = (await storageManager()?.estimate()) ?? {};
  return { used: usage, free: Math.max(0, quota - usage) };
}

/** Asks the browser not to clear what is stored when the disk fills; false where it will not promise. */
export async function persistStorage(): Promise<boolean> {
  const manager = storageManager();
  return ((await manager?.persisted()) || (await manager?.persist?.())) ?? false;
}

/** Whether the browser has promised already; asks nobody. */
export async function isStoragePersisted(): Promise<boolean> {
  return (await storageManager()?.persisted()) ?? false;
}

/** Throws `store.quota` {need, free}, both in bytes, before anything is written. */
export async function refuseBeyondQuota(need: number): Promise<void> {
  const { free } = await storageUse();
  if (need > free) throw new Failure('store.quota', { need, free });
}

/** Workers may estimate but not persist; outside secure contexts there is nothing at all. */
function storageManager(): (StorageManager & { persist?: () => Promise<boolean> }) | undefined {
  return globalThis.navigator?.storage;
}
