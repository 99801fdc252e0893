/**
 * Safe values for every field, from three choices: the model's size, the preset, the quality dial. For full models they are
 * A1111's (facts of its Train tab) or, where guides agree on others, the guides': rate 0.005, 15 to 40 thousand steps for a
 * character, 40 to 80 thousand for a style, fewer where the best state is kept.
 */
import type { Dial, Draft, Preset, Profile } from './draft';

const TINY_STEPS: Record<Dial, number> = { quick: 120, balanced: 300, careful: 900 };

/** Quick and balanced runs end by themselves where nothing gets better. No guide has a number for things: those of the paper. */
const FULL_STEPS: Record<Preset, Record<Dial, number>> = {
  object: { quick: 2000, balanced: 6000, careful: 15_000 },
  style: { quick: 10_000, balanced: 40_000, careful: 80_000 },
  character: { quick: 4000, balanced: 15_000, careful: 40_000 },
};

const VECTORS: Record<Profile, Record<Preset, number>> = {
  tiny: { object: 4, style: 4, character: 4 },
  full: { object: 4, style: 6, character: 8 },
};

type Learning = Pick<Draft, 'rate' | 'batch' | 'minSnr'>;

const TINY_THING: Learning = { rate: '0.003:150, 0.001', batch: '2', minSnr: '0.1' };
/** So few steps end before a rate of 0.003 has come as far: measured over seeds, docs/LOG.md. */
const TINY_QUICK_RATE = '0.005';
/**
 * Nearly all of the tiny model's error is in its least noisy steps, and what a picture shows is decided in the noisiest. At an
 * object's γ every step counts for about as much of what is drawn; without it words lower the loss and draw something else. What
 * a style changes shows in quieter steps, and its pictures differ more than an object's: hence a larger γ and larger batches.
 */
const TINY_LEARNING: Record<Preset, Learning> = {
  object: TINY_THING,
  style: { rate: '0.003:150, 0.0005', batch: '8', minSnr: '2' },
  character: TINY_THING,
};
/** A style shows on something, and this the tiny model knows well. */
const TINY_STYLE_PREVIEW = 'cat face, [name]';
const FULL_RATE = '0.005';

/** The tiny model has only ever seen emoji, so that is the nearest word to anything. */
const START: Record<Profile, Record<Preset, string>> = {
  tiny: { object: 'emoji', style: 'emoji', character: 'emoji' },
  full: { object: 'object', style: 'style', character: 'person' },
};

/** `captioned`: some picture has a caption, so the sentences should use them. */
export function defaults(profile: Profile, preset: Preset, dial: Dial, captioned = false): Draft {
  const tiny = profile === 'tiny';
  return {
    name: '',
    startText: START[profile][preset],
    vectors: String(VECTORS[profile][preset]),
    template: template(profile, preset, captioned),
    // The bundled sets' names say who drew them.
    nameWords: tiny ? 'off' : 'on',
    previewPrompt: tiny && preset === 'style' ? TINY_STYLE_PREVIEW : '',
    ...(tiny ? tinyRun(preset, dial) : fullRun(preset, dial)),
    ...SAME_FOR_ALL,
  };
}

type Own = 'name' | 'startText' | 'vectors' | 'template' | 'nameWords' | 'previewPrompt';
type Sized =
  | 'steps' | 'rate' | 'batch' | 'width' | 'height' | 'previewWidth' | 'previewHeight' | 'saveEvery' | 'evalEvery' | 'evalItems'
  | 'previewEvery' | 'previewSteps' | 'guidance' | 'minSnr' | 'best';

function tinyRun(preset: Preset, dial: Dial): Pick<Draft, Sized> {
  const steps = TINY_STEPS[dial];
  return {
    steps: String(steps), ...tinyLearning(preset, dial), width: '64', height: '64', previewWidth: '64', previewHeight: '64',
    saveEvery: '20', evalEvery: String(Math.round(steps / 2)), evalItems: '96', previewEvery: String(Math.round(steps / 5)),
    previewSteps: '12', guidance: '3', best: 'off',
  };
}

function tinyLearning(preset: Preset, dial: Dial): Learning {
  const quickThing = dial === 'quick' && preset !== 'style';
  return { ...TINY_LEARNING[preset], ...(quickThing && { rate: TINY_QUICK_RATE }) };
}

/** A1111 previews every 500 steps; a hundred previews a run are enough. Measuring costs about as much as three steps. */
function fullRun(preset: Preset, dial: Dial): Pick<Draft, Sized> {
  const steps = FULL_STEPS[preset][dial];
  return {
    steps: String(steps), rate: FULL_RATE, batch: '1', width: '512', height: '512', previewWidth: '512', previewHeight: '512',
    saveEvery: '50', evalEvery: String(Math.max(100, steps / 40)), evalItems: '8', previewEvery: String(Math.max(500, steps / 80)),
    previewSteps: '20', guidance: '7', minSnr: '0', best: dial === 'careful' ? 'keep' : 'stop',
  };
}

const SAME_FOR_ALL: Omit<Draft, Own | Sized> = {
  startKind: 'text', startId: '', negative: 'off',
  cosine: 'off', warmup: '0', accumulate: '1', clipMode: 'off', clipValue: '0.1', clipScaled: 'off', seed: '1',
  templateText: '', wordPattern: '', wordJoin: ' ', shuffleTags: 'off', tagDropout: '0', clipSkip: '1',
  size: 'own', buckets: 'off', maskLoss: 'off', latentSampling: 'deterministic', latentVae: 'model',
  huber: '0', noiseOffset: '0', normDecay: '0', ema: '0',
  previewNegative: '', sampler: 'ddim', previewSeed: '1', previewSize: 'same',
  patience: '10', embeddingEvery: '0', cardEvery: '0', recompute: 'auto', storage: 'auto',
};

/** The tiny model has read a handful of sentences only, and learns a word soonest in those. */
function template(profile: Profile, preset: Preset, captioned: boolean): string {
  const kind = preset === 'style' ? 'style' : 'subject';
  if (profile === 'tiny') return kind === 'style' ? 'emoji-style' : 'emoji';
  return kind + (captioned ? '-captions' : '');
}
