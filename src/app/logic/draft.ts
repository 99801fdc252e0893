/** What stands in the fields: text as typed, so that bad input can be shown and answered rather than lost. */
import type { Text } from '../text/en';

export type Preset = keyof Text['train']['presets'];
export type Dial = keyof Text['train']['dials'];
/** `tiny` is the bundled model, `full` a real Stable Diffusion. */
export type Profile = 'tiny' | 'full';

export type Draft = Record<keyof Text['fields'], string>;
export type DraftKey = keyof Draft;

export const PRESETS: Preset[] = ['object', 'style', 'character'];
export const DIALS: Dial[] = ['quick', 'balanced', 'careful'];

export interface NumberRange {
  min: number;
  max: number;
  whole: boolean;
}

const whole = (min: number, max: number): NumberRange => ({ min, max, whole: true });

/** Fields that hold one number, and from where to where it may go. */
export const RANGES: Partial<Record<DraftKey, NumberRange>> = {
  vectors: whole(1, 75),
  steps: whole(1, 1_000_000),
  batch: whole(1, 64),
  accumulate: whole(1, 256),
  seed: whole(0, 4_294_967_295),
  clipValue: { min: 1e-6, max: 1e6, whole: false },
  saveEvery: whole(1, 1_000_000),
  evalEvery: whole(0, 1_000_000),
  evalItems: whole(0, 256),
  previewEvery: whole(0, 1_000_000),
  previewSteps: whole(1, 250),
  guidance: { min: 0, max: 50, whole: false },
  previewSeed: whole(0, 4_294_967_295),
};

/** Fields with a fixed list of answers: their text is `choices` of the catalogue. */
export const CHOICES = {
  template: ['subject', 'subject-captions', 'style', 'style-captions', 'emoji', 'emoji-style', 'own'],
  clipMode: ['off', 'value', 'norm'],
  sampler: ['ddim', 'euler_a'],
} as const;

export type ChoiceKey = keyof typeof CHOICES;

/** The drawer, group by group. */
export const DRAWER: { group: keyof Text['groups']; keys: DraftKey[] }[] = [
  { group: 'learning', keys: ['batch', 'accumulate', 'template', 'templateText', 'seed', 'clipMode', 'clipValue'] },
  {
    group: 'previews',
    keys: ['previewEvery', 'previewPrompt', 'previewNegative', 'sampler', 'previewSteps', 'guidance', 'previewSeed'],
  },
  { group: 'safety', keys: ['saveEvery', 'evalEvery', 'evalItems'] },
];
