/** Settings as they are kept and passed on: which preset, which dial, and what differs. From outside, so looked over first. */
import { CHOICES, DIALS, isSwitch, KEPT, PRESETS, type ChoiceKey, type Dial, type Draft, type DraftKey, type Preset } from '../fields/draft';

export interface SettingsChoice {
  preset: Preset;
  dial: Dial;
  fields: Partial<Draft>;
}

export interface FoundFields {
  fields: Partial<Draft>;
  /** names of what was there and is not taken: unknown, or with an answer that there is not */
  left: string[];
}

/** Longer than any list of sentences. */
const MOST_TEXT = 100_000;

/** Fields of this version with values they can show; numbers may still be wrong: that is answered beside them. */
export function fieldsIn(value: unknown, known: Draft): FoundFields {
  const found: FoundFields = { fields: {}, left: [] };
  for (const [key, text] of Object.entries(isRecord(value) ? value : {})) {
    if (Object.hasOwn(known, key) && typeof text === 'string' && fits(key as DraftKey, text)) found.fields[key as DraftKey] = text;
    else found.left.push(key.slice(0, 40));
  }
  return found;
}

export const presetIn = (value: unknown): Preset | undefined => PRESETS.find((preset) => preset === value);
export const dialIn = (value: unknown): Dial | undefined => DIALS.find((dial) => dial === value);

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function fits(key: DraftKey, text: string): boolean {
  if (text.length > MOST_TEXT) return false;
  if (isSwitch(key)) return text === 'on' || text === 'off';
  // Ids of stored models and names of kept sentences: not of this list, and looked for where they are used.
  if (key === 'latentVae' || (key === 'template' && text.startsWith(KEPT)) || !(key in CHOICES)) return true;
  return (CHOICES[key as ChoiceKey] as readonly string[]).includes(text);
}

/** Without what means nothing elsewhere: the word's name, and ids of what lies in this browser. */
export function impersonal(fields: Partial<Draft>): Partial<Draft> {
  const rest = { ...fields };
  delete rest.name;
  delete rest.startId;
  if (rest.startKind === 'embedding') delete rest.startKind;
  if (rest.latentVae !== 'own') delete rest.latentVae;
  return rest;
}

/** The fields of `draft` that `standard` has otherwise. */
export function differing(draft: Partial<Draft>, standard: Draft): Partial<Draft> {
  return Object.fromEntries(Object.entries(draft).filter(([key, value]) => standard[key as DraftKey] !== value));
}
