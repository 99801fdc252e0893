/** Where a key leads in a grid of pictures. */
export interface Grid {
  columns: number;
  /** of pictures */
  count: number;
  /** that are seen at once */
  rows: number;
}

/** The place that `key` leads to from `place`, inside the grid; undefined for other keys. */
export function placeAfter(key: string, place: number, { columns, count, rows }: Grid): number | undefined {
  const steps: Record<string, number> = {
    ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns, PageUp: -columns * rows, PageDown: columns * rows, Home: -count, End: count,
  };
  if (!count || !Object.hasOwn(steps, key)) return undefined;
  const next = place + steps[key];
  if (key === 'ArrowUp' && next < 0) return place;
  return Math.min(count - 1, Math.max(0, next));
}
