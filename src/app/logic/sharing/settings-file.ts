/** Settings as a JSON file: all fields as they stand, right or wrong. A1111's own files are read too. */
import { Failure } from '../../../failure';
import { fieldsOfA1111, isA1111 } from './a1111-settings';
import type { Dial, Draft, Preset } from '../fields/draft';
import { dialIn, fieldsIn, isRecord, presetIn, type FoundFields } from './settings-choice';

/** Of the form, not of the app. */
const VERSION = 1;

export interface FileSettings extends FoundFields {
  from: 'file' | 'a1111';
  /** absent where the file does not say */
  preset?: Preset;
  dial?: Dial;
}

export function writeSettingsFile(preset: Preset, dial: Dial, draft: Draft): string {
  return `${JSON.stringify({ pseudoword: VERSION, preset, dial, fields: draft }, null, 2)}\n`;
}

/** Throws `settings.file` {name}. */
export function readSettingsFile(text: string, name: string, known: Draft): FileSettings {
  const json = parsed(text);
  if (!isRecord(json)) throw new Failure('settings.file', { name });
  if (isRecord(json.fields)) return { from: 'file', preset: presetIn(json.preset), dial: dialIn(json.dial), ...fieldsIn(json.fields, known) };
  if (!isA1111(json)) throw new Failure('settings.file', { name });
  const { fields, left } = fieldsOfA1111(json);
  const checked = fieldsIn(fields, known);
  return { from: 'a1111', fields: checked.fields, left: [...left, ...checked.left] };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
