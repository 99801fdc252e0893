/** @file What pictures are called in an archive for A1111 and kohya: a number that A1111 takes off again, then the name or the caption. */
import { stemOf } from '../caption';

/** Captions in text files beside the pictures, or as the pictures' names, as in A1111's first versions. */
export type CaptionForm = 'text' | 'name';

/** Repeats of kohya's folders: how often each picture comes in an epoch. */
export const REPEATS = { min: 1, max: 1000 } as const;

export interface NamedPicture {
  name: string;
  caption: string;
}

/** As A1111's Preprocess tab, and this app's, numbers pictures: source, then picture of the source. */
const NUMBERED = /^\d{5}-\d+-/;
/** That some system allows in no file name */
const UNSAFE = /[\p{Cc}<>:"/\\|?*]+/gu;
/** Bytes that every system takes, with number and ending to spare. */
const MOST_BYTES = 200;

/** Without endings, each once; numbers that a picture has already stay unless two would be the same. */
export function exportNames(pictures: readonly NamedPicture[], form: CaptionForm): string[] {
  const taken = new Set<string>();
  return pictures.map((picture, index) => {
    const stem = stemOf(picture.name);
    const own = NUMBERED.exec(stem)?.[0];
    const words = form === 'name' ? captionWords(picture, stem.replace(NUMBERED, '')) : safe(stem.replace(NUMBERED, ''));
    const numbered = `${String(index).padStart(5, '0')}-0-`;
    const wanted = [own ?? numbered, numbered, `${numbered}${index}-`].map((number) => number + words);
    const name = wanted.find((one) => !taken.has(one.toLowerCase()))!;
    taken.add(name.toLowerCase());
    return name;
  });
}

/**
 * kohya's folder, `10_word`: number, `_`, then what stands for pictures without captions (extract_dreambooth_params in
 * sd-scripts' library/config_util.py; folders that begin with no number are passed over).
 */
export function kohyaFolder(repeats: number, word: string): string {
  return `${repeats}_${safe(word) || 'word'}`;
}

/** A1111 takes off digits and dashes in front, but not those behind a space: `1girl` stays whole. */
function captionWords({ caption }: NamedPicture, stem: string): string {
  const words = safe(caption.trim() || stem);
  return /^[-\p{Nd}]/u.test(words) ? ` ${words}` : words;
}

/** Windows drops dots and spaces at the end. */
function safe(text: string): string {
  const plain = text.replace(/\s+/g, ' ').replace(UNSAFE, '').replace(/ +/g, ' ').trim();
  const characters = [...plain];
  while (new TextEncoder().encode(characters.join('')).length > MOST_BYTES) characters.pop();
  return characters.join('').replace(/[. ]+$/, '');
}
