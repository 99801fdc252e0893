/** What a pin stands for, in a sentence. */
import { changedOnly, LIVE_KEYS } from '../logic/runs/live-draft';
import { PIN_KINDS, type Happening, type Pin, type PinKind } from '../logic/chart/pins';
import type { LiveChange } from '../../train/settings';
import type { Text } from './en';
import { fill, plural } from './fill';
import { formatNumber } from './format';

/** More than this is counted, not listed. */
const LISTED = 3;

export function pinText({ happenings }: Pin, text: Text, tag: string): string {
  const { label, between } = text.run.pins;
  if (happenings.length > LISTED) return fill(between, { ...span(happenings, tag), what: counted(happenings, text, tag) });
  const one = ({ step, kind, change }: Happening): string => {
    const what = change ? changeText(change, text) : text.run.pins.kinds[kind];
    return fill(text.run.pins.one, { step: formatNumber(step, tag, 7), what });
  };
  return happenings.length ? happenings.map(one).join(' ') : label;
}

/** `rate 0.01, save every 50` */
export function changeText(change: LiveChange, text: Text): string {
  const now = changedOnly(change);
  const parts = LIVE_KEYS.filter((key) => now[key] !== undefined);
  return parts.map((key) => fill(text.run.live.changedTo, { field: text.fields[key].label, value: now[key] || '–' })).join(text.run.live.and);
}

function span(happenings: readonly Happening[], tag: string): { first: string; last: string } {
  return { first: formatNumber(happenings[0].step, tag, 7), last: formatNumber(happenings.at(-1)!.step, tag, 7) };
}

function counted(happenings: readonly Happening[], text: Text, tag: string): string {
  const count = (kind: PinKind): number => happenings.filter((one) => one.kind === kind).length;
  const kinds = PIN_KINDS.filter((kind) => count(kind) > 0);
  return kinds.map((kind) => plural(text.run.pins.counts[kind], count(kind), tag)).join(text.run.live.and);
}
