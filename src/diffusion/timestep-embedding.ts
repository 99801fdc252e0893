/** @file A timestep as a row of waves: the UNet's clock. Made here once, because sin and cos differ between GPUs. */
const LONGEST_PERIOD = 10000;

/**
 * [width]: cosines, then sines, of t times frequencies that fall from 1 to nearly 1/10000. Every intermediate value
 * is rounded to f32, because the models learned with those roundings: at t = 999 exact angles differ by 5e-5.
 */
export function timestepEmbedding(t: number, width: number): Float32Array {
  const half = width / 2;
  const slope = Math.fround(-Math.log(LONGEST_PERIOD));
  const row = new Float32Array(width);
  for (let i = 0; i < half; i++) {
    const exponent = Math.fround(Math.fround(slope * i) / half);
    const angle = Math.fround(t * Math.fround(Math.exp(exponent)));
    row[i] = Math.cos(angle);
    row[half + i] = Math.sin(angle);
  }
  return row;
}

/** [timesteps.length, width], row-major. */
export function timestepTable(timesteps: readonly number[], width: number): Float32Array {
  const table = new Float32Array(timesteps.length * width);
  timesteps.forEach((t, row) => table.set(timestepEmbedding(t, width), row * width));
  return table;
}
