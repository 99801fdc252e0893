/** @file What happened on the way, pinned to the step after which it did. */
import type { LiveChange } from '../../../train/settings';

/** From the rarest to the most frequent: a pin that stands for several shows the rarest. */
export const PIN_KINDS = ['best', 'changed', 'saved', 'preview'] as const;
export type PinKind = (typeof PIN_KINDS)[number];

export interface Happening {
  step: number;
  kind: PinKind;
  change?: LiveChange;
}

/** Happenings too near each other to be told apart. */
export interface Pin {
  /** of the first */
  key: string;
  /** of the chart's width, 0..1 */
  place: number;
  happenings: Happening[];
}

export interface RunHappenings {
  best?: { step: number };
  changes: readonly LiveChange[];
  /** steps of states that are kept */
  saved: Iterable<number>;
  previews: readonly { step: number }[];
}

/** In the order of their steps. */
export function happeningsOf({ best, changes, saved, previews }: RunHappenings): Happening[] {
  const found: Happening[] = [
    ...(best ? [{ step: best.step, kind: 'best' as const }] : []),
    ...changes.map((change) => ({ step: change.step, kind: 'changed' as const, change })),
    ...[...new Set(saved)].map((step) => ({ step, kind: 'saved' as const })),
    ...previews.map(({ step }) => ({ step, kind: 'preview' as const })),
  ];
  return found.sort((a, b) => a.step - b.step || PIN_KINDS.indexOf(a.kind) - PIN_KINDS.indexOf(b.kind));
}

/** Pins of what lies from `first` to `last`; none is nearer to the next than `apart`, a share of the width. */
export function pinsOf(happenings: readonly Happening[], { first, last }: { first: number; last: number }, apart: number): Pin[] {
  const pins: Pin[] = [];
  for (const happening of happenings) {
    const { step, kind } = happening;
    if (step < first || step > last) continue;
    const place = last > first ? (step - first) / (last - first) : 0;
    const near = pins.at(-1);
    if (near && place - near.place < apart) near.happenings.push(happening);
    else pins.push({ key: `${step} ${kind}`, place, happenings: [happening] });
  }
  return pins;
}

/** What a pin is drawn as. */
export const rarest = ({ happenings }: Pin): PinKind => PIN_KINDS.find((kind) => happenings.some((one) => one.kind === kind))!;
