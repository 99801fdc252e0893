/** Captions as A1111's trainer finds them: a text file beside the picture, or else the picture's own name. */

const LEADING_NUMBER = /^[-\p{Nd}]+\s*/u;

/** `0001-a red fox.png` → `a red fox`. A name that is only an extension (`.png`) stays. */
export function captionFromName(name: string): string {
  return stemOf(name).replace(LEADING_NUMBER, '');
}

/** A path without its last extension; dots that begin the file name do not count. */
export function stemOf(path: string): string {
  const start = path.lastIndexOf('/') + 1;
  const dot = path.lastIndexOf('.');
  const onlyDots = /^\.*$/.test(path.slice(start, Math.max(start, dot)));
  return dot < start || onlyDots ? path : path.slice(0, dot);
}

export interface CaptionedFile<F> {
  picture: F;
  /** the `.txt` of the same name in the same folder; its whole content is the caption, not trimmed */
  text?: F;
}

/** kohya's other ending is `.caption`; where both are there, the one that A1111 reads too counts. */
const TEXT_FILES = [/\.caption$/i, /\.txt$/i];

/** Pairs what was given: every file that is no caption, in the order given, with the `.txt` or `.caption` beside it. */
export function pairCaptions<F>(files: readonly F[], pathOf: (file: F) => string): CaptionedFile<F>[] {
  const isText = (file: F): boolean => TEXT_FILES.some((ending) => ending.test(pathOf(file)));
  const textFiles = TEXT_FILES.flatMap((ending) => files.filter((file) => ending.test(pathOf(file))));
  const texts = new Map(textFiles.map((file) => [stemOf(pathOf(file)), file]));
  return files.filter((file) => !isText(file)).map((picture) => ({ picture, text: texts.get(stemOf(pathOf(picture))) }));
}
