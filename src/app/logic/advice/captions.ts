/**
 * @file What captions say. A prompt is the recipe of a picture: what its caption explains is not left for the word to learn
 * (Shondoit in rinongal/textual_inversion#131), so the caption has all but the thing itself.
 */
import { say, sayOf, type AdviceSettings, type JudgedPicture, type Rule } from './advice';

/** Of fewer pictures it may be chance that all captions are the same. */
const SAME_FROM = 4;

const hasCaption = ({ caption }: JudgedPicture): boolean => caption.trim() !== '';

export const captionsRule: Rule = ({ pictures, settings }) => {
  const captioned = pictures.filter(hasCaption);
  if (!captioned.length) return settings.preset === 'style' ? say('captions-none', 'note', { actions: [{ open: 'captions' }] }) : undefined;
  if (!settings.usesCaptions) return say('captions-unused', 'note', { values: { count: captioned.length } });
  const missing = pictures.filter((picture) => !hasCaption(picture));
  if (missing.length) return sayOf('captions-missing', 'warn', missing, { actions: [{ open: 'captions' }] });
  return saysNothing(captioned) ? say('captions-same', 'note', { actions: [{ open: 'captions' }] }) : say('captions-all', 'good');
};

function saysNothing(captioned: readonly JudgedPicture[]): boolean {
  return captioned.length >= SAME_FROM && new Set(captioned.map(({ caption }) => caption.trim())).size === 1;
}

export const namedRule: Rule = ({ pictures, settings }) => {
  if (!settings.usesCaptions) return undefined;
  const names = namesOf(settings);
  const finds = names.map((name) => finder(name));
  const texts = pictures.map(({ caption }) => caption.replaceAll('[name]', ' '));
  const found = names.filter((_, i) => texts.some((text) => finds[i].test(text)));
  if (!found.length) return undefined;
  const naming = pictures.filter((_, i) => finds.some((find) => find.test(texts[i])));
  return sayOf('captions-named', 'warn', naming, { values: { names: found.join(', ') }, actions: [{ open: 'captions' }] });
};

/** The word, what it starts from, and that text's last word: of "an orange cat" it is the kind of thing. */
export function namesOf({ word, startKind, startText }: Pick<AdviceSettings, 'word' | 'startKind' | 'startText'>): string[] {
  const texts = startKind === 'average' ? startText.split(',') : [startText];
  const parts = startKind === 'embedding' ? [] : texts;
  const kinds = parts.flatMap((part) => [part.trim(), part.trim().split(/\s+/).at(-1) ?? '']);
  return [...new Set([word.trim(), ...kinds])].filter((name) => /[\p{L}\p{N}]/u.test(name));
}

const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** As a whole word or its plural, whatever its case; `_` and spaces are one. Scripts without spaces have no whole words. */
function finder(name: string): RegExp {
  const pattern = name.split(/[\s_]+/).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('[\\s_]+');
  const whole = CJK.test(name) ? pattern : `(?<![\\p{L}\\p{N}])${pattern}(?:e?s)?(?![\\p{L}\\p{N}])`;
  return new RegExp(whole, 'iu');
}
