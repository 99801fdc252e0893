/**
 * Settings in an address: `#/with/` and the choice as JSON, zlib, base64url. Only what differs from the preset, so that a
 * link is short; no name, no pictures.
 */
import { bytesOfLatin1, textOfLatin1 } from '../../../formats/latin1';
import { deflateZlib, inflateZlib } from '../../../formats/zlib';
import { Failure } from '../../../failure';
import type { Draft } from '../fields/draft';
import { dialIn, fieldsIn, impersonal, isRecord, presetIn, type SettingsChoice } from './settings-choice';

const LEVEL = 9;
const MOST_CHARACTERS = 64_000;
const MOST_BYTES = 256_000;

export function writeLink({ preset, dial, fields }: SettingsChoice): string {
  const json = JSON.stringify({ preset, dial, fields: impersonal(fields) });
  return toBase64Url(deflateZlib(new TextEncoder().encode(json), LEVEL));
}

/** Throws `settings.link`. `known`: any draft, for the names of fields. */
export function readLink(text: string, known: Draft): SettingsChoice & { left: string[] } {
  const value = parsed(text);
  const [preset, dial] = isRecord(value) ? [presetIn(value.preset), dialIn(value.dial)] : [];
  if (!preset || !dial || !isRecord(value)) throw new Failure('settings.link');
  const { fields, left } = fieldsIn(value.fields, known);
  return { preset, dial, fields: impersonal(fields), left };
}

function parsed(text: string): unknown {
  if (text.length > MOST_CHARACTERS) throw new Failure('settings.link');
  try {
    const unpacked = inflateZlib(fromBase64Url(text), MOST_BYTES);
    if (typeof unpacked === 'string') throw new Failure('settings.link');
    return JSON.parse(new TextDecoder().decode(unpacked.bytes));
  } catch {
    throw new Failure('settings.link');
  }
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(textOfLatin1(bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Throws what `atob` throws for other characters. */
function fromBase64Url(text: string): Uint8Array {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return bytesOfLatin1(binary);
}
