/** @file JSON as Python's json.dumps writes it, to the byte: numbers by repr, text escaped to ASCII, NaN and Infinity bare. */

/** `{"key": value, …}` of values that are written already. */
export function pythonDict(entries: readonly (readonly [string, string])[]): string {
  return `{${entries.map(([key, value]) => `${pythonText(key)}: ${value}`).join(', ')}}`;
}

export function pythonText(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** [count, width] as nested lists. */
export function pythonRows(values: Float32Array, width: number): string {
  const rows: string[] = [];
  for (let at = 0; at < values.length; at += width) {
    rows.push(`[${Array.from(values.subarray(at, at + width), pythonFloat).join(', ')}]`);
  }
  return `[${rows.join(', ')}]`;
}

/** Both languages write the shortest digits that give the number back; they differ in where an exponent begins. */
export function pythonFloat(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e16) return Number.isInteger(value) ? `${value}.0` : `${value}`;
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  if (!Number.isFinite(value)) return `${value}`;
  const [digits, exponent] = value.toExponential().split('e');
  return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
}
