/**
 * @file The zip that torch.load reads. A1111's safe loader admits only <root>/data.pkl, <root>/data/<n> and <root>/version
 * in every version of it, and its first versions only the root `archive`: so nothing else is written.
 */
import { writeStoredZip } from './zip-write';

/** `storages[n]` becomes data/n, the raw bytes of storage n. */
export function writeTorchZip(pickle: Uint8Array, storages: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return writeStoredZip([
    { name: 'archive/data.pkl', bytes: pickle },
    ...storages.map((bytes, i) => ({ name: `archive/data/${i}`, bytes })),
    { name: 'archive/version', bytes: new TextEncoder().encode('3\n') },
  ]);
}
