/** @file Work on many items side by side whose results are handed on in order, some at a time. */

export interface Batches<R> {
  /** results handed on at once */
  size: number;
  /** items begun before those in front of them are handed on: bounds what waits */
  ahead: number;
  take: (results: R[]) => Promise<void>;
}

/** Rejects with what goes wrong first among the items whose turn it is; those begun behind them are not waited for. */
export async function inBatches<T, R>(items: readonly T[], work: (item: T) => Promise<R>, { size, ahead, take }: Batches<R>): Promise<void> {
  const begun: Promise<R>[] = [];
  let next = 0;
  for (let done = 0; done < items.length; done += size) {
    for (; next < Math.min(items.length, done + ahead); next++) {
      const result = work(items[next]);
      result.catch(() => undefined);
      begun.push(result);
    }
    await take(await Promise.all(begun.splice(0, size)));
  }
}
