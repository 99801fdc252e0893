/** Which settings of a run are not the defaults, and which two runs have otherwise. In fields, as a person set them. */
import type { RunSettings } from '../../../train/settings';
import { defaults } from '../fields/defaults';
import { DIALS, PRESETS, type Draft, type DraftKey, type Profile } from '../fields/draft';
import { isIdle } from '../fields/idle';
import { draftOf } from '../fields/write-draft';

/** A word's name is no setting to compare, and what it starts from differs from word to word. */
const OF_THE_WORD: readonly DraftKey[] = ['name', 'startText', 'startId'];

/** Fields otherwise than in the preset that is nearest: which one was chosen is not kept with a run. */
export function distinctive(settings: RunSettings, profile: Profile): DraftKey[] {
  const draft = draftOf(settings);
  const presets = PRESETS.flatMap((preset) => DIALS.flatMap((dial) => [true, false].map((captioned) => defaults(profile, preset, dial, captioned))));
  const found = presets.map((standard) => differences(draft, standard).filter((key) => !OF_THE_WORD.includes(key)));
  return found.reduce((fewest, keys) => (keys.length < fewest.length ? keys : fewest));
}

/** Fields that have an effect in one of the two and differ. */
export function differences(a: Draft, b: Draft): DraftKey[] {
  const keys = Object.keys(a) as DraftKey[];
  return keys.filter((key) => a[key] !== b[key] && !(isIdle(key, a) && isIdle(key, b)));
}
