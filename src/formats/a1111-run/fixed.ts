/** @file A number with a fixed count of decimals, as C and Python print it (`%.7f`): a tie goes to the even digit. */

/** `toFixed` prints a tie upwards; both work on the number's exact value. */
export function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  if (!isTie(value, digits)) return text;
  const isOdd = Number(text.at(-1)) % 2 === 1;
  return isOdd ? (value - Math.sign(value) * 10 ** -(digits + 1)).toFixed(digits) : text;
}

/** Exactly half a digit is left. An f64 has no more than 100 decimals that matter here. */
function isTie(value: number, digits: number): boolean {
  return /^50*$/.test(value.toFixed(100).split('.')[1]?.slice(digits) ?? '');
}
