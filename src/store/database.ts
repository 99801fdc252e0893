/** The one door to IndexedDB: a database per kind, transactions that hold or leave nothing, errors as Failures. */
import { createStore, promisifyRequest, type UseStore } from 'idb-keyval';
import { Failure } from '../failure';
import { storageUse } from './quota';

export type Database = UseStore;

/** Opened at the first use. */
export function database(kind: string): Database {
  return createStore(`pseudoword-${kind}`, kind);
}

/**
 * All of `change` or nothing, in one transaction, which asks for everything at once. Writes through idb-keyval's setMany are not enough: a value that
 * cannot be cloned throws in the middle and what was put before it would stay.
 * Throws `store.quota` or `store.failed`.
 */
export function write(to: Database, change: (store: IDBObjectStore) => void, need = 0): Promise<void> {
  const last = (store: IDBObjectStore): void => {
    change(store);
    store.transaction.commit();
  };
  return answered(() => to('readwrite', (store) => committed(store, last)), need);
}

export function put(to: Database, entries: [string, unknown][], need = 0): Promise<void> {
  return write(to, (store) => entries.forEach(([key, value]) => store.put(value, key)), need);
}

/**
 * Reads values and writes what follows from them, in one transaction: nobody can write between the two.
 * `change` gets the values in the order of the keys and gives the entries to put; undefined is deleted.
 */
export function update<T>(to: Database, keys: readonly string[], change: (values: (T | undefined)[]) => [string, unknown][], need = 0): Promise<void> {
  const ask = (store: IDBObjectStore): void => {
    const values = new Array<T | undefined>(keys.length).fill(undefined);
    let waiting = keys.length;
    const answer = (i: number, value: T | undefined): void => {
      values[i] = value;
      if (--waiting > 0) return;
      for (const [key, entry] of change(values)) {
        if (entry === undefined) store.delete(key);
        else store.put(entry, key);
      }
      store.transaction.commit();
    };
    keys.forEach((key, i) => {
      const request = store.get(key) as IDBRequest<T | undefined>;
      request.onsuccess = () => answer(i, request.result);
    });
  };
  return answered(() => to('readwrite', (store) => committed(store, ask)), need);
}

export function remove(from: Database, keys: readonly string[]): Promise<void> {
  return write(from, (store) => keys.forEach((key) => store.delete(key)));
}

/** undefined where there is no such key */
export function read<T>(from: Database, key: string): Promise<T | undefined> {
  return answered(() => from('readonly', (store) => promisifyRequest<T | undefined>(store.get(key))));
}

export function readMany<T>(from: Database, keys: readonly string[]): Promise<(T | undefined)[]> {
  const each = (store: IDBObjectStore): Promise<T | undefined>[] => keys.map((key) => promisifyRequest(store.get(key)));
  return answered(() => from('readonly', (store) => Promise.all(each(store))));
}

/** Keys that begin with `prefix`, in order. */
export function keysOf(from: Database, prefix = ''): Promise<string[]> {
  const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
  return answered(() => from('readonly', (store) => promisifyRequest(store.getAllKeys(range) as IDBRequest<string[]>)));
}

/** Every value under keys that begin with `prefix`, in the keys' order. */
export function valuesOf<T>(from: Database, prefix = ''): Promise<T[]> {
  const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
  return answered(() => from('readonly', (store) => promisifyRequest<T[]>(store.getAll(range))));
}

/**
 * Waits for the commit, which `change` asks for: a page that is left before the answers have come back loses nothing then.
 * Only `abort` carries the reason (an `error` that bubbles up comes before it is known).
 */
function committed(store: IDBObjectStore, change: (store: IDBObjectStore) => void): Promise<void> {
  const { transaction } = store;
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    try {
      change(store);
    } catch (error) {
      reject(error);
      transaction.abort();
    }
  });
}

async function answered<T>(ask: () => Promise<T>, need = 0): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw await failureOf(error, need);
  }
}

async function failureOf(error: unknown, need: number): Promise<Failure> {
  if (error instanceof Failure) return error;
  const { name, message } = (error ?? {}) as Partial<Error>;
  if (name === 'QuotaExceededError') return new Failure('store.quota', { need, free: (await storageUse()).free });
  return new Failure('store.failed', { message: [name, message].filter(Boolean).join(': ') });
}
