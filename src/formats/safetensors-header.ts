/** @file The JSON header of a safetensors file, looked over before it is parsed: depth, number of items, names given twice. */
import { Failure } from '../failure';

/** The header, a tensor's entry, its shape; one more for metadata that some programs nest. */
const MAX_DEPTH = 4;
/** A tensor takes ten; 400,000 tensors are beyond any model, and JSON.parse makes thirty bytes of each item. */
const MAX_ITEMS = 4_000_000;

/** Throws `safetensors.header`, and `safetensors.tensor` {name} for a name that an object has twice. */
export function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  const text = decode(bytes);
  checkNames(text);
  const value = parse(text);
  if (!isRecord(value)) throw new Failure('safetensors.header');
  return value;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is no UTF-8 and what is no JSON is the same news. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Failure('safetensors.header');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure('safetensors.header');
  }
}

/**
 * JSON.parse keeps the last of two values with one name, other readers the first: such a file means different tensors
 * to different programs. Only strings and brackets matter here; the rest is JSON.parse's.
 */
function checkNames(text: string): void {
  const open: (Set<string> | null)[] = [];
  let lastString = '';
  let items = 0;
  const enter = (names: Set<string> | null): void => {
    open.push(names);
    if (open.length > MAX_DEPTH) throw new Failure('safetensors.header');
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      const end = stringEnd(text, at);
      lastString = text.slice(at, end);
      at = end - 1;
    } else if (character === '{') enter(new Set());
    else if (character === '[') enter(null);
    else if (character === '}' || character === ']') open.pop();
    else if (character === ',') items++;
    else if (character === ':') addName(open.at(-1), lastString);
    if (items > MAX_ITEMS) throw new Failure('safetensors.header');
  }
}

/** The place after the closing quote. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '"') return at + 1;
    if (text[at] === '\\') at++;
  }
  throw new Failure('safetensors.header');
}

/** `quoted`: as it stands in the text, quotes and escapes included. */
function addName(names: Set<string> | null | undefined, quoted: string): void {
  const name = quoted.includes('\\') ? String(parse(quoted)) : quoted.slice(1, -1);
  if (names?.has(name)) throw new Failure('safetensors.tensor', { name });
  names?.add(name);
}
