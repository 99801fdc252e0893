/** @file Which buffers of an idle arena another runtime can use instead of its own. */

/**
 * @param needed bytes of the segments that are wanted
 * @param idle bytes of the segments that are there
 * @returns for each wanted segment the number of an idle one that holds it, none of them twice, or undefined
 */
export function lend(needed: readonly number[], idle: readonly number[]): (number | undefined)[] {
  const free = new Set(idle.keys());
  const lent = new Array<number | undefined>(needed.length).fill(undefined);
  for (const i of order(needed)) {
    const fits = [...free].filter((j) => idle[j] >= needed[i]).sort((a, b) => idle[a] - idle[b]);
    if (fits.length === 0) continue;
    lent[i] = fits[0];
    free.delete(fits[0]);
  }
  return lent;
}

/** The largest first: it has the least choice. */
const order = (needed: readonly number[]): number[] => [...needed.keys()].sort((a, b) => needed[b] - needed[a]);
