/** Exponential moving average without the pull towards zero of the first values (Adam's correction). */
export function smooth(values: readonly number[], weight: number): number[] {
  let mean = 0;
  let share = 0;
  return values.map((value) => {
    if (!Number.isFinite(value)) return share ? mean / share : value;
    mean = weight * mean + (1 - weight) * value;
    share = weight * share + (1 - weight);
    return mean / share;
  });
}

/** Every n-th value, so that a plot a few hundred pixels wide never draws more than `limit` points. Keeps the last. */
export function thin(count: number, limit: number): number[] {
  const stride = Math.max(1, Math.ceil(count / limit));
  const kept: number[] = [];
  for (let index = 0; index < count; index += stride) kept.push(index);
  if (count && kept[kept.length - 1] !== count - 1) kept.push(count - 1);
  return kept;
}
