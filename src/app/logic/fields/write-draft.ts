/** From the settings of a run back to fields: for runs made again, and for files. */
import { TEMPLATES } from '../../../text/templates';
import type { RunSettings } from '../../../train/settings';
import { CHOICES, type Draft } from './draft';

/** All fields; reading them again gives the same settings, but for further words: those have fields of their own. */
export function draftOf(settings: RunSettings): Draft {
  const { name, startText, rate, storage = 'auto', recompute = 'auto' } = settings;
  return {
    name, startText, rate, storage, recompute,
    vectors: String(settings.vectors),
    steps: String(settings.steps),
    batch: String(settings.batch),
    accumulate: String(settings.accumulate),
    seed: String(settings.seed),
    saveEvery: String(settings.saveEvery),
    evalEvery: String(settings.evalEvery),
    evalItems: String(settings.evalItems),
    ...startFields(settings),
    ...templateFields(settings.templates),
    ...clipFields(settings),
    ...pictureFields(settings),
    ...previewFields(settings),
    ...otherFields(settings),
  };
}

const flag = (on: boolean | undefined): string => (on ? 'on' : 'off');

const startFields = ({ startKind = 'text', startId = '', negative }: RunSettings) => ({ startKind, startId, negative: flag(negative) });

/** Sentences of the app under their own name, others as own ones. */
function templateFields(lines: readonly string[]) {
  const text = lines.join('\n');
  const known = Object.entries(TEMPLATES).find(([, template]) => template.join('\n') === text);
  return known ? { template: known[0], templateText: '' } : { template: 'own', templateText: text };
}

function clipFields({ clip }: RunSettings) {
  const off = clip.mode === 'off';
  return { clipMode: clip.mode, clipValue: off ? '0.1' : clip.schedule || String(clip.value), clipScaled: flag(clip.gradients === 'scaled') };
}

/** undefined where the size is left open */
function sizeName(known: readonly string[], width?: number, height?: number): string | undefined {
  if (!width && !height) return undefined;
  return width === height && known.includes(String(width)) ? String(width) : 'other';
}

function pictureFields({ width, height, resize, lossWeight, latentSampling = 'deterministic', latentVae = 'model' }: RunSettings) {
  return {
    size: sizeName(CHOICES.size, width, height) ?? 'own',
    width: String(width ?? height ?? 512),
    height: String(height ?? width ?? 512),
    buckets: flag(resize === 'buckets'),
    maskLoss: flag(lossWeight === 'mask'),
    latentSampling,
    latentVae: typeof latentVae === 'string' ? latentVae : latentVae.modelId,
  };
}

function previewFields({ preview }: RunSettings) {
  const { width, height } = preview;
  return {
    previewEvery: String(preview.every),
    previewPrompt: preview.prompt,
    previewNegative: preview.negative,
    sampler: preview.sampler,
    previewSteps: String(preview.steps),
    guidance: String(preview.guidance),
    previewSeed: String(preview.seed),
    previewSize: sizeName(CHOICES.previewSize, width, height) ?? 'same',
    previewWidth: String(width ?? height ?? 512),
    previewHeight: String(height ?? width ?? 512),
  };
}

function otherFields(settings: RunSettings) {
  const number = (value: number | undefined, absent = 0): string => String(value ?? absent);
  return {
    cosine: flag(settings.rateShape === 'cosine'),
    warmup: number(settings.warmup),
    nameWords: flag(settings.nameWords !== undefined),
    wordPattern: settings.nameWords?.pattern ?? '',
    wordJoin: settings.nameWords?.join ?? ' ',
    shuffleTags: flag(settings.shuffleTags),
    tagDropout: number(settings.tagDropout),
    clipSkip: number(settings.clipSkip, 1),
    minSnr: number(settings.minSnr),
    huber: number(settings.huber),
    noiseOffset: number(settings.noiseOffset),
    normDecay: number(settings.normDecay),
    ema: number(settings.ema),
    best: settings.best ?? 'off',
    patience: number(settings.patience, 10),
    embeddingEvery: number(settings.embeddingEvery),
    cardEvery: number(settings.cardEvery),
  };
}
