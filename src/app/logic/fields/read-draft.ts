/** From what was typed to the settings of a run. */
import { parseWordName } from '../../../text/word-name';
import { parseRates } from '../../../train/rates/learning-rate';
import type { RunSettings, SamplerName } from '../../../train/settings';
import type { Draft, DraftKey } from './draft';
import { readClip, readLatentVae, readNameWords, readNumber, readTemplates, readWarmup } from './read-field';

/** Throws the first field's problem; `findProblems` gives all of them. */
export function readDraft(draft: Draft): RunSettings {
  const number = numbersOf(draft);
  const steps = number('steps');
  parseRates(draft.rate, steps);
  return {
    name: parseWordName(draft.name),
    startText: draft.startText.trim(),
    vectors: number('vectors'),
    steps,
    rate: draft.rate,
    batch: number('batch'),
    accumulate: number('accumulate'),
    templates: readTemplates(draft),
    seed: number('seed'),
    clip: readClip(draft),
    ...readSize(draft),
    storage: draft.storage as RunSettings['storage'],
    recompute: draft.recompute as RunSettings['recompute'],
    latentVae: readLatentVae(draft),
    preview: readPreview(draft),
    saveEvery: number('saveEvery'),
    evalItems: number('evalItems'),
    evalEvery: number('evalEvery'),
    ...given(readChosen(draft)),
    ...given(readBeyond(draft)),
  };
}

const numbersOf = (draft: Draft) => (key: DraftKey) => readNumber(key, draft[key]);

/** Only what is not as it was before there was such a setting: settings then say what was asked for, and no more. */
function given<T extends object>(settings: T): Partial<T> {
  const entries = Object.entries(settings).filter(([, value]) => value !== undefined && value !== 0 && value !== false);
  return Object.fromEntries(entries) as Partial<T>;
}

/** A1111's own that were not there from the start. */
function readChosen(draft: Draft): Partial<RunSettings> {
  const number = numbersOf(draft);
  const kind = draft.startKind as RunSettings['startKind'];
  const clipSkip = number('clipSkip');
  return {
    startKind: kind === 'text' ? undefined : kind,
    startId: kind === 'embedding' ? draft.startId : undefined,
    resize: draft.buckets === 'on' ? 'buckets' : undefined,
    lossWeight: draft.maskLoss === 'on' ? 'mask' : undefined,
    latentSampling: draft.latentSampling === 'deterministic' ? undefined : (draft.latentSampling as RunSettings['latentSampling']),
    clipSkip: clipSkip === 1 ? undefined : clipSkip,
    nameWords: readNameWords(draft),
    shuffleTags: draft.shuffleTags === 'on',
    tagDropout: number('tagDropout'),
    embeddingEvery: number('embeddingEvery'),
    cardEvery: number('cardEvery'),
  };
}

/** What A1111 has not. */
function readBeyond(draft: Draft): Partial<RunSettings> {
  const number = numbersOf(draft);
  const best = draft.best as RunSettings['best'];
  return {
    minSnr: number('minSnr'),
    noiseOffset: number('noiseOffset'),
    huber: number('huber'),
    normDecay: number('normDecay'),
    ema: number('ema'),
    warmup: readWarmup(draft.warmup, number('steps')),
    rateShape: draft.cosine === 'on' ? 'cosine' : undefined,
    negative: draft.negative === 'on',
    best: best === 'off' ? undefined : best,
    patience: best === 'stop' ? number('patience') : undefined,
  };
}

function readSize({ size, width, height }: Draft): Pick<RunSettings, 'width' | 'height'> {
  if (size === 'own') return {};
  const [wide, high] = size === 'other' ? [width, height] : [size, size];
  return { width: readNumber('width', wide), height: readNumber('height', high) };
}

function readPreview(draft: Draft): RunSettings['preview'] {
  const number = numbersOf(draft);
  const { previewSize: size } = draft;
  const [width, height] = size === 'other' ? [number('previewWidth'), number('previewHeight')] : [Number(size), Number(size)];
  return {
    every: number('previewEvery'),
    prompt: draft.previewPrompt.trim(),
    negative: draft.previewNegative.trim(),
    sampler: draft.sampler as SamplerName,
    steps: number('previewSteps'),
    guidance: number('guidance'),
    seed: number('previewSeed'),
    ...(size === 'same' ? {} : { width, height }),
  };
}
