/**
 * @file The normal quantile function by Wichura's algorithm AS 241 (Applied Statistics 37, 1988), good to 16 digits.
 * Only + − × ÷ √ are used, which IEEE 754 rounds in one way everywhere: Math.log may differ by a bit between
 * browsers, so the tail has its own logarithm. One uniform number gives one normal: nothing is thrown away, and
 * number i can be had without its predecessors.
 */
const CENTRE = {
  above: [
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987,
    13731.69376550946, 1971.5909503065513, 133.14166789178438, 3.3871328727963665,
  ],
  below: [
    5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597,
    5394.196021424751, 687.1870074920579, 42.31333070160091, 1,
  ],
};

/** for p from e^-25 to 0.075; the far tail beyond it is not reached with 32 random bits (2^-33 is e^-22.9) */
const TAIL = {
  above: [
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684,
    3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835,
  ],
  below: [
    1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008,
    0.6897673349851, 1.6763848301838038, 2.053191626637759, 1,
  ],
};

/** z with P(Z < z) = (bits + 1/2) / 2^32, for bits from 0 to 2^32 - 1: |z| is at most 6.34. */
export function normalFromBits(bits: number): number {
  const p = (bits + 0.5) / 4294967296;
  const q = p - 0.5;
  if (q >= -0.425 && q <= 0.425) return q * ratio(CENTRE, 0.180625 - q * q);
  const magnitude = ratio(TAIL, Math.sqrt(-logarithm(q < 0 ? p : 1 - p)) - 1.6);
  return q < 0 ? -magnitude : magnitude;
}

function ratio({ above, below }: typeof CENTRE, x: number): number {
  return polynomial(above, x) / polynomial(below, x);
}

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = 0; i < coefficients.length; i++) sum = sum * x + coefficients[i];
  return sum;
}

/** Terms of the series: y is at most 0.172 below, so y^24 is far under a double's last digit. */
const SERIES = 12;

/** Natural logarithm of x in (0, 1): halvings counted, the rest by ln m = 2·artanh((m − 1)/(m + 1)). */
export function logarithm(x: number): number {
  let m = x;
  let halvings = 0;
  for (; m < Math.SQRT1_2; halvings++) m *= 2;
  const y = (m - 1) / (m + 1);
  let sum = 0;
  for (let k = SERIES; k >= 0; k--) sum = sum * y * y + 1 / (2 * k + 1);
  return 2 * y * sum - halvings * Math.LN2;
}
