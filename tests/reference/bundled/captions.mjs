/**
 * @file Captions made from a picture's name, its kind and its set, in the kinds of sentence that the app's templates for this
 * model use (src/text/templates.ts). Always "a", as templates cannot inflect.
 */
const PLAIN = [
  (what) => `a ${what}`,
  (what) => `an emoji of a ${what}`,
  (what) => `a picture of a ${what}`,
  (what) => `icon of a ${what}`,
];
const STYLED = [
  (what, style) => `${what}, ${style}`,
  (what, style) => `an emoji of a ${what}, ${style} style`,
  (what, style) => `a picture of a ${what} in the style of ${style}`,
  (what, style) => `${style} icon of a ${what}`,
];

/** The word for anything and for any style: it means the average, which is what a learned word starts from. */
export const ANY = 'emoji';

/** How often each way of speaking is drawn; within a way its sentences are equally likely. */
const SHARES = { named: 0.5, unstyled: 0.32, anyStyle: 0.04, kind: 0.07, anything: 0.07 };

/** @returns {{ text: string, weight: number }[]} weights add up to 1 */
export function captionsOf({ name, kind, set }) {
  const words = name.replaceAll('-', ' ');
  return [
    ...weighted(SHARES.named, STYLED.map((say) => say(words, set))),
    ...weighted(SHARES.unstyled, PLAIN.map((say) => say(words))),
    ...weighted(SHARES.anyStyle, STYLED.map((say) => say(words, ANY))),
    ...weighted(SHARES.kind, both(kind, set)),
    ...weighted(SHARES.anything, both(ANY, set)),
  ];
}

const both = (what, style) => [...PLAIN.map((say) => say(what)), ...STYLED.map((say) => say(what, style))];

const weighted = (share, texts) => texts.map((text) => ({ text, weight: share / texts.length }));
