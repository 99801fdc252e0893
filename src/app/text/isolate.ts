/** Names that came with a file may turn the direction of what is written; in a sentence they must not turn its rest. */

/** Letters written from right to left, and the marks that change direction. */
const TURNS = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/;
const [BEGIN, END] = ['\u2068', '\u2069'];

/** Between Unicode's isolates; marks that would close them from inside are left out. */
export function isolated(name: string): string {
  return TURNS.test(name) ? BEGIN + name.replace(/[\u2066-\u2069]/g, '') + END : name;
}
