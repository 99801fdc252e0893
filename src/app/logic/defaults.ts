/** Safe values for every field, from three choices: the model's size, the preset, the quality dial. */
import type { Dial, Draft, Preset, Profile } from './draft';

const STEPS: Record<Profile, Record<Dial, number>> = {
  tiny: { quick: 120, balanced: 300, careful: 900 },
  full: { quick: 500, balanced: 1500, careful: 4000 },
};

const VECTORS: Record<Profile, Record<Preset, number>> = {
  tiny: { object: 2, style: 2, character: 4 },
  full: { object: 4, style: 6, character: 8 },
};

const RATES: Record<Profile, Record<Preset, string>> = {
  tiny: { object: '0.05:80, 0.02', style: '0.05:80, 0.02', character: '0.03:80, 0.01' },
  full: { object: '0.005', style: '0.005', character: '0.0025' },
};

/** The tiny model has only ever seen emoji, so that is the nearest word to anything. */
const START: Record<Profile, Record<Preset, string>> = {
  tiny: { object: 'emoji', style: 'emoji', character: 'emoji' },
  full: { object: 'object', style: 'style', character: 'person' },
};

/** `captioned`: some picture has a caption, so the sentences should use them. */
export function defaults(profile: Profile, preset: Preset, dial: Dial, captioned = false): Draft {
  const tiny = profile === 'tiny';
  const steps = STEPS[profile][dial];
  return {
    name: '',
    startText: START[profile][preset],
    vectors: String(VECTORS[profile][preset]),
    steps: String(steps),
    rate: RATES[profile][preset],
    batch: tiny ? '2' : '1',
    accumulate: '1',
    template: template(profile, preset, captioned),
    templateText: '',
    seed: '1',
    size: 'own',
    width: tiny ? '64' : '512',
    height: tiny ? '64' : '512',
    recompute: 'auto',
    storage: 'auto',
    latentVae: 'model',
    clipMode: 'off',
    clipValue: '0.1',
    saveEvery: tiny ? '20' : '50',
    evalEvery: String(Math.round(steps / (tiny ? 2 : 5))),
    evalItems: tiny ? '96' : '8',
    previewEvery: String(Math.round(steps / 5)),
    previewPrompt: '',
    previewNegative: '',
    sampler: 'ddim',
    previewSteps: tiny ? '12' : '20',
    guidance: tiny ? '3' : '7',
    previewSeed: '1',
  };
}

/** The tiny model has read a handful of sentences only, and learns a word soonest in those. */
function template(profile: Profile, preset: Preset, captioned: boolean): string {
  const kind = preset === 'style' ? 'style' : 'subject';
  if (profile === 'tiny') return kind === 'style' ? 'emoji-style' : 'emoji';
  return kind + (captioned ? '-captions' : '');
}
