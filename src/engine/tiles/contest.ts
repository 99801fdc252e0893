/** @file Which way of making a product is the fastest: every candidate timed, the least time wins. Knows no GPU. */
import type { Choice, ProductSize } from './choose';

/** A product that was measured. */
export interface Measured {
  readonly choice: Choice;
  /** milliseconds of one, by that choice and by the one of the vendor's table */
  readonly ms: number;
  readonly tableMs: number;
}

/** Products for which something else was faster than what the vendor's table has. */
export const changedIn = (products: readonly Measured[]): number => products.filter(({ ms, tableMs }) => ms < tableMs).length;

export interface Contest<P extends { key: string; size: ProductSize }> {
  /** the most important first */
  readonly products: readonly P[];
  /** the table's own first */
  candidates(product: P): readonly Choice[];
  /** → milliseconds; throws what makes a candidate no good */
  time(product: P, choice: Choice): Promise<number>;
  /** milliseconds after which nothing new is begun */
  readonly budget: number;
  /** milliseconds, rising */
  now(): number;
  /** somebody wants it to end, or nothing can be timed any more */
  ended(): boolean;
  onProduct(done: number, total: number): void;
}

/** By product key. Products whose candidates were not all looked at are not in it: the next contest begins with them. */
export async function contest<P extends { key: string; size: ProductSize }>(of: Contest<P>): Promise<Record<string, Measured>> {
  const found: Record<string, Measured> = {};
  const until = of.now() + of.budget;
  const isOver = (): boolean => of.ended() || of.now() >= until;
  for (const [i, product] of of.products.entries()) {
    if (isOver()) break;
    of.onProduct(i, of.products.length);
    const winner = await winnerOf(of, product, isOver);
    if (!winner) break; // out of time, or a device that does nothing any more
    found[product.key] = winner;
  }
  return found;
}

/** Undefined where it was ended before all were timed, or where not even the table's own could be. */
async function winnerOf<P extends { key: string; size: ProductSize }>(of: Contest<P>, product: P, isOver: () => boolean): Promise<Measured | undefined> {
  let best: Measured | undefined;
  for (const choice of of.candidates(product)) {
    if (isOver()) return undefined;
    const ms = await of.time(product, choice).catch(() => Infinity);
    best ??= { choice, ms, tableMs: ms };
    if (ms < best.ms) best = { ...best, choice, ms };
  }
  return best && best.tableMs < Infinity && !of.ended() ? best : undefined;
}
