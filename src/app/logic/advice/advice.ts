/** What a piece of advice is, and what it is made from. None of it blocks anything. */
import type { Picture, PictureLooks } from '../../../store/records';
import type { WorkshopView } from '../../state/route.svelte';
import type { Text } from '../../text/en';
import type { Draft, DraftKey, Preset } from '../fields/draft';

export type AdviceCode = keyof Text['advice']['rules'];
/** `good` is said too: silence would not tell what was looked at. */
export type Severity = 'warn' | 'note' | 'good';
export type AdviceAction = { set: readonly [key: DraftKey, value: string] } | { open: WorkshopView };

export interface Advice {
  code: AdviceCode;
  severity: Severity;
  /** for the sentences; `count` chooses between one and many */
  values: Readonly<Record<string, string | number>>;
  /** ids of the pictures that are meant; empty where it is all of them, or none in particular */
  pictures: readonly string[];
  /** ids of near duplicates, the earlier one first */
  pairs?: readonly AlikeIds[];
  actions: readonly AdviceAction[];
}

export type AlikeIds = readonly [first: string, second: string];

export type JudgedPicture = Pick<Picture, 'id' | 'caption' | 'width' | 'height' | 'mask'> & {
  /** absent until it was measured */
  looks?: PictureLooks;
};

/** What the fields say of the next run, as far as it matters here. Numbers that are typed wrong are NaN and judged by nothing. */
export interface AdviceSettings {
  preset: Preset;
  vectors: number;
  /** the number of vectors is the field's; else what the word starts from decides it */
  vectorsFree: boolean;
  steps: number;
  batch: number;
  accumulate: number;
  /** pixels trained at, or with `buckets` the width and height of as many pixels as a size has */
  width: number;
  height: number;
  buckets: boolean;
  maskLoss: boolean;
  /** some sentence has the caption in it */
  usesCaptions: boolean;
  word: string;
  startKind: Draft['startKind'];
  startText: string;
}

export interface AdviceBasis {
  pictures: readonly JudgedPicture[];
  /** undefined until they were looked for */
  pairs?: readonly AlikeIds[];
  settings: AdviceSettings;
}

export type Rule = (basis: AdviceBasis) => Advice | undefined;

type Further = Partial<Omit<Advice, 'code' | 'severity'>>;

export const say = (code: AdviceCode, severity: Severity, further: Further = {}): Advice =>
  ({ code, severity, values: {}, pictures: [], actions: [], ...further });

/** About some of the pictures: their number is `count`. */
export const sayOf = (code: AdviceCode, severity: Severity, meant: readonly JudgedPicture[], { values, ...further }: Further = {}): Advice =>
  say(code, severity, { ...further, values: { count: meant.length, ...values }, pictures: meant.map(({ id }) => id) });
