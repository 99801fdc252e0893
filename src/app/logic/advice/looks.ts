/** @file What was measured in the pictures: blur, near duplicates, grounds, transparency. */
import { SHARP_FROM } from '../../../images/judge/sharpness';
import { say, sayOf, type JudgedPicture, type Rule } from './advice';

/**
 * Share of a border of one colour from which a ground counts as plain. The 42 bundled emoji on white, some of which reach the
 * edge, have more. Of 38 photographs six have: five on one colour (cards, sweets, moon, stars, a retina) and an even wall of
 * brick at 0.77; the others have at most 0.51.
 */
const PLAIN = 0.75;
/** A hole of fewer pixels is an antialiased edge, or a rounded corner. */
const CLEAR = 0.01;

type Measured = JudgedPicture & Required<Pick<JudgedPicture, 'looks'>>;

const measuredOf = (pictures: readonly JudgedPicture[]): Measured[] => pictures.filter((picture): picture is Measured => picture.looks !== undefined);
const areAllMeasured = (pictures: readonly JudgedPicture[]): boolean => pictures.length > 0 && pictures.every(({ looks }) => looks);

export const blurRule: Rule = ({ pictures }) => {
  const soft = measuredOf(pictures).filter(({ looks }) => looks.sharpness < SHARP_FROM);
  if (soft.length) return sayOf('blur-soft', 'warn', soft);
  return areAllMeasured(pictures) ? say('blur-none', 'good') : undefined;
};

/** A picture that is there twice counts twice, and what both have in common is learned as if it belonged to the word. */
export const alikeRule: Rule = ({ pictures, pairs }) => {
  const ids = new Set(pictures.map(({ id }) => id));
  const here = pairs?.filter((pair) => pair.every((id) => ids.has(id))) ?? [];
  if (here.length) return say('alike-pairs', 'warn', { values: { count: here.length }, pairs: here });
  return pairs && pictures.length > 1 && areAllMeasured(pictures) ? say('alike-none', 'good') : undefined;
};

/** Grounds are learned with the thing (rinongal/textual_inversion#49); guides take plain ones. Of a style the ground is part. */
export const groundRule: Rule = ({ pictures, settings: { preset, maskLoss } }) => {
  if (preset === 'style' || maskLoss || !areAllMeasured(pictures)) return undefined;
  const busy = measuredOf(pictures).filter(({ looks }) => looks.plain < PLAIN);
  const values = { plain: pictures.length - busy.length, pictures: pictures.length };
  if (busy.length * 2 <= pictures.length) return say('ground-plain', 'good', { values });
  return sayOf('ground-busy', 'note', busy, { values, actions: [{ open: 'captions' }, { open: 'masks' }] });
};

/** A1111's "Use PNG alpha channel as loss weight" is off unless asked for; white is what stands for nothing then (facts §1.4). */
export const maskRule: Rule = ({ pictures, settings: { maskLoss } }) => {
  const masked = pictures.filter(({ mask, looks }) => mask || (looks && looks.clear > CLEAR));
  if (!maskLoss) return masked.length ? sayOf('mask-unused', 'note', masked, { actions: [{ set: ['maskLoss', 'on'] }] }) : undefined;
  if (masked.length) return sayOf('mask-used', 'good', masked);
  return areAllMeasured(pictures) ? say('mask-nothing', 'note', { actions: [{ open: 'masks' }, { set: ['maskLoss', 'off'] }] }) : undefined;
};
