/** Activations by name, and their derivatives; erf by its series and continued fraction, good to 1e-15. */

export function erf(x: number): number {
  const a = Math.abs(x);
  if (a > 6) return Math.sign(x);
  return Math.sign(x) * (a < 2 ? series(a) : 1 - fraction(a));
}

function series(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum) && n < 200; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** erfc for x ≥ 2, Lentz from the back */
function fraction(x: number): number {
  let f = 0;
  for (let n = 80; n > 0; n--) f = n / 2 / (x + f);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + f);
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const cdf = (x: number): number => 0.5 * (1 + erf(x / Math.SQRT2));
const density = (x: number): number => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
const QUICK = 1.702;

export function activate(kind: string, x: number): number {
  if (kind === 'silu') return x * sigmoid(x);
  if (kind === 'quick_gelu') return x * sigmoid(QUICK * x);
  if (kind === 'gelu') return x * cdf(x);
  return x;
}

export function slope(kind: string, x: number): number {
  if (kind === 'silu') return sigmoid(x) * (1 + x * (1 - sigmoid(x)));
  if (kind === 'quick_gelu') return sigmoid(QUICK * x) * (1 + QUICK * x * (1 - sigmoid(QUICK * x)));
  if (kind === 'gelu') return cdf(x) + x * density(x);
  return 1;
}
