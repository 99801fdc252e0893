/** @file What a learned word may be called: the name becomes a file name and a piece of prompts. */
import { Failure } from '../failure';

export const MAX_NAME_LENGTH = 75;

/** letters and digits of any script, and what A1111 keeps of the rest */
const ALLOWED = /^[\p{L}\p{N}._\- ]$/u;

/**
 * The name without spaces at its ends, accents composed (NFC). Throws `word.name-empty`, `word.name-characters`
 * (values: name, character) or `word.name-long` (values: length, most).
 */
export function parseWordName(text: string): string {
  const name = text.normalize('NFC').trim();
  if (name === '') throw new Failure('word.name-empty');
  const characters = [...name];
  const character = characters.find((one) => !ALLOWED.test(one));
  if (character !== undefined) throw new Failure('word.name-characters', { name, character });
  const length = characters.length;
  if (length > MAX_NAME_LENGTH) throw new Failure('word.name-long', { length, most: MAX_NAME_LENGTH });
  return name;
}
