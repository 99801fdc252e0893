/**
 * @file Learning rates in A1111's syntax: `0.005`, or `0.05:10, 0.02:20, 0.005` for stretches that end at a step.
 * Steps count from the word's first training, so a schedule means the same after a resume. A step written with a decimal
 * point, above 0 and up to 1.0, is a share of the run, as the guides promise: `0.01:0.25, 0.005`. `1` is step 1.
 */
import { Failure } from '../../failure';

export interface RateStretch {
  rate: number;
  /** used while fewer steps than this are done */
  until: number;
}

/** plain and scientific decimals */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const WHOLE = /^[+-]?\d+$/;
const SHARE = /^(\d+\.\d*|\.\d+)$/;
const TO_THE_END = -1;

/**
 * `done`: steps done already; stretches that ended by then are dropped. Steps beyond `steps` are cut to it. A rate
 * without step, with step -1 or with more than one colon lasts to the end, and what stands behind it is not used.
 * Throws `rate.empty`, `rate.number`, `rate.not-positive`, `rate.step`, `rate.order` (values: part) or `rate.over`
 * (values: done): nothing is left after the steps done.
 */
export function parseRates(text: string, steps: number, done = 0): RateStretch[] {
  const parts = text.split(',').map((part) => part.trim()).filter((part) => part !== '');
  if (parts.length === 0) throw new Failure('rate.empty');
  const stretches = parts.map((part) => parsePart(part, steps));
  const used = stretches.slice(0, lastUsed(stretches, steps) + 1);
  checkOrder(used, parts);
  const left = used.filter(({ until }) => until > done);
  if (left.length === 0) throw new Failure('rate.over', { done });
  return left.map(({ rate, until }) => ({ rate, until: Math.min(until, steps) }));
}

/** A stretch without end has `until` infinity. */
function parsePart(part: string, steps: number): RateStretch {
  const [rateText, stepText, ...more] = part.split(':').map((piece) => piece.trim());
  const rate = parseRate(rateText, part);
  const until = stepText === undefined || more.length > 0 ? TO_THE_END : parseStep(stepText, part, steps);
  return { rate, until: until === TO_THE_END ? Infinity : until };
}

function parseRate(text: string, part: string): number {
  if (!NUMBER.test(text)) throw new Failure('rate.number', { part });
  const rate = Number(text);
  if (!(rate > 0 && rate < Infinity)) throw new Failure('rate.not-positive', { part });
  return rate;
}

function parseStep(text: string, part: string, steps: number): number {
  const share = SHARE.test(text) ? Number(text) : NaN;
  if (share > 0 && share <= 1) return Math.max(1, Math.round(share * steps));
  const step = WHOLE.test(text) ? Number(text) : NaN;
  if (!(step >= TO_THE_END)) throw new Failure('rate.step', { part });
  return step;
}

/** Index of the first stretch that reaches past the end, else of the last one. */
function lastUsed(stretches: readonly RateStretch[], steps: number): number {
  const found = stretches.findIndex(({ until }) => until > steps);
  return found < 0 ? stretches.length - 1 : found;
}

function checkOrder(stretches: readonly RateStretch[], parts: readonly string[]): void {
  const bad = stretches.findIndex(({ until }, i) => i > 0 && until <= stretches[i - 1].until);
  if (bad >= 0) throw new Failure('rate.order', { part: parts[bad] });
}

/** The rate of the step that follows `done` steps; undefined where the schedule has ended, and the run with it. */
export function rateAt(stretches: readonly RateStretch[], done: number): number | undefined {
  return stretches.find(({ until }) => done < until)?.rate;
}

/** The step at which the schedule ends, at most the run's own. */
export function lastStep(stretches: readonly RateStretch[]): number {
  return stretches[stretches.length - 1].until;
}
