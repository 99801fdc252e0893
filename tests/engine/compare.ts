/** Normalised mean squared error: ‖out − ref‖² / ‖ref‖². A value that is not finite is infinitely wrong. */
export function nmse(out: ArrayLike<number>, reference: ArrayLike<number>): number {
  if (out.length !== reference.length) return Infinity;
  let [error, size] = [0, 0];
  for (let i = 0; i < out.length; i++) {
    if (!Number.isFinite(out[i])) return Infinity;
    error += (out[i] - reference[i]) ** 2;
    size += reference[i] ** 2;
  }
  return size === 0 ? error : error / size;
}
