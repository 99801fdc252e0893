/** What stands in the fields: text as typed, so that bad input can be shown and answered rather than lost. */
import { LARGEST } from '../../../train/size';
import type { Text } from '../../text/en';

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
const any = (min: number, max: number): NumberRange => ({ min, max, whole: false });

const SEEDS = whole(0, 4_294_967_295);
const CADENCE = whole(0, 1_000_000);

/** Fields that hold one number, and from where to where it may go. */
export const RANGES: Partial<Record<DraftKey, NumberRange>> = {
  vectors: whole(1, 75),
  steps: whole(1, 1_000_000),
  batch: whole(1, 64),
  accumulate: whole(1, 256),
  seed: SEEDS,
  tagDropout: any(0, 1),
  clipSkip: whole(1, 12),
  width: whole(1, LARGEST),
  height: whole(1, LARGEST),
  minSnr: any(0, 1000),
  noiseOffset: any(0, 1),
  huber: any(0, 100),
  normDecay: any(0, 1000),
  ema: any(0, 0.9999),
  saveEvery: whole(1, 1_000_000),
  embeddingEvery: CADENCE,
  cardEvery: CADENCE,
  evalEvery: CADENCE,
  evalItems: whole(0, 256),
  patience: whole(1, 1000),
  previewEvery: CADENCE,
  previewSteps: whole(1, 250),
  guidance: any(0, 50),
  previewSeed: SEEDS,
  previewWidth: whole(1, LARGEST),
  previewHeight: whole(1, LARGEST),
};

/** Fields that are `on` or `off`. */
export const SWITCHES = ['negative', 'cosine', 'clipScaled', 'nameWords', 'shuffleTags', 'buckets', 'maskLoss'] as const satisfies DraftKey[];

export const isSwitch = (key: DraftKey): boolean => (SWITCHES as readonly DraftKey[]).includes(key);

/** Fields with a fixed list of answers: their text is `choices` of the catalogue. */
export const CHOICES = {
  startKind: ['text', 'phrase', 'average', 'embedding'],
  template: ['subject', 'subject-captions', 'style', 'style-captions', 'emoji', 'emoji-style', 'hypernetwork', 'none', 'own'],
  clipMode: ['off', 'value', 'norm'],
  size: ['own', '32', '48', '96', '128', '256', '384', '512', '768', 'other'],
  previewSize: ['same', '32', '48', '64', '96', '128', '256', '384', '512', '768', 'other'],
  storage: ['auto', 'f16', 'f32'],
  recompute: ['auto', 'on', 'off'],
  latentVae: ['model', 'own'],
  latentSampling: ['deterministic', 'once', 'random'],
  sampler: ['ddim', 'euler_a'],
  best: ['off', 'keep', 'stop'],
} as const satisfies Partial<Record<DraftKey, readonly string[]>>;

export type ChoiceKey = keyof typeof CHOICES;

/** Sizes to choose from without typing. */
export const SIZES: Record<Profile, readonly string[]> = {
  tiny: ['own', '32', '48', '96', '128', 'other'],
  full: ['own', '256', '384', '512', '768', 'other'],
};

export const PREVIEW_SIZES: Record<Profile, readonly string[]> = {
  tiny: ['same', '32', '48', '64', '96', '128', 'other'],
  full: ['same', '256', '384', '512', '768', 'other'],
};

/** Own sentences kept under a name: `kept/` and the name. Their text stands in `templateText`. */
export const KEPT = 'kept/';

export const isOwnTemplate = (template: string): boolean => template === 'own' || template.startsWith(KEPT);
