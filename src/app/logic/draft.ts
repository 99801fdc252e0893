/** What stands in the fields: text as typed, so that bad input can be shown and answered rather than lost. */
import { LARGEST } from '../../train/size';
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
  width: whole(1, LARGEST),
  height: whole(1, LARGEST),
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
  size: ['own', '32', '48', '96', '128', '256', '384', '512', '768', 'other'],
  storage: ['auto', 'f16', 'f32'],
  recompute: ['auto', 'on', 'off'],
  latentVae: ['model', 'own'],
  sampler: ['ddim', 'euler_a'],
} as const;

export type ChoiceKey = keyof typeof CHOICES;

/** Sizes to choose from without typing. */
export const SIZES: Record<Profile, readonly string[]> = {
  tiny: ['own', '32', '48', '96', '128', 'other'],
  full: ['own', '256', '384', '512', '768', 'other'],
};

/** The drawer, group by group. */
export const DRAWER: { group: keyof Text['groups']; keys: DraftKey[] }[] = [
  { group: 'learning', keys: ['batch', 'accumulate', 'template', 'templateText', 'seed', 'clipMode', 'clipValue'] },
  { group: 'memory', keys: ['size', 'width', 'height', 'recompute', 'storage', 'latentVae'] },
  {
    group: 'previews',
    keys: ['previewEvery', 'previewPrompt', 'previewNegative', 'sampler', 'previewSteps', 'guidance', 'previewSeed'],
  },
  { group: 'safety', keys: ['saveEvery', 'evalEvery', 'evalItems'] },
];
