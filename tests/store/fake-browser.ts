/** What Node lacks of a browser: IndexedDB, Web Locks, an estimate of storage. Import before anything of src/store. */
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, vi } from 'vitest';

type Callback = (lock: { name: string } | null) => Promise<unknown>;
interface Options {
  mode?: 'shared' | 'exclusive';
  ifAvailable?: boolean;
}

/** Shared and exclusive locks of one name, granted in the order asked for. */
class FakeLocks {
  private held = new Map<string, { mode: string; done: Promise<unknown> }[]>();

  async request(name: string, ...rest: [Callback] | [Options, Callback]): Promise<unknown> {
    const [{ mode = 'exclusive', ifAvailable = false }, callback] = rest.length === 2 ? rest : [{} as Options, rest[0]];
    const holders = this.held.get(name) ?? [];
    const inTheWay = holders.filter((holder) => mode === 'exclusive' || holder.mode === 'exclusive');
    if (inTheWay.length && ifAvailable) return callback(null);
    const run = Promise.allSettled(inTheWay.map((holder) => holder.done)).then(() => callback({ name }));
    const entry = { mode, done: run };
    this.held.set(name, [...holders, entry]);
    const release = (): void => void this.held.set(name, this.held.get(name)!.filter((other) => other !== entry));
    return run.finally(release);
  }

  async query(): Promise<{ held: { name: string; mode: string }[] }> {
    return { held: [...this.held].flatMap(([name, holders]) => holders.map(({ mode }) => ({ name, mode }))) };
  }
}

/** Sets what navigator.storage.estimate says; the default is plenty. */
export const disk = { usage: 0, quota: 2 ** 40 };

beforeEach(() => {
  Object.assign(disk, { usage: 0, quota: 2 ** 40 });
  vi.stubGlobal('navigator', { locks: new FakeLocks(), storage: { estimate: async () => ({ ...disk }) } });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** From the n-th put on (1-based), transactions end as on a full disk: aborted, with what they wrote taken back. */
export function fillDiskAtPut(n: number): void {
  const put = IDBObjectStore.prototype.put;
  let calls = 0;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value: unknown, key?: IDBValidKey) {
    const request = put.call(this, value, key);
    const { transaction } = this as unknown as { transaction: { _abort(name: string): void } };
    calls += 1;
    if (calls >= n) queueMicrotask(() => transaction._abort('QuotaExceededError'));
    return request;
  });
}
