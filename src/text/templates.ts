/**
 * @file Prompt lines to train with. As in the original method there are 19 lines for a style and 27 for a subject,
 * each set with and without captions; the wording is our own. Variety is the point: what differs between the lines
 * is what the word must not learn.
 */
export type TemplateName =
  'style' | 'style-captions' | 'subject' | 'subject-captions' | 'emoji' | 'emoji-style' | 'hypernetwork' | 'none';

/** kind of picture, and how the style is named: the caption goes between the two */
const STYLES: readonly (readonly [kind: string, manner: string])[] = [
  ['an artwork', 'in the style of [name]'],
  ['a picture', 'made the way of [name]'],
  ['a canvas', 'painted in [name] style'],
  ['a drawing', 'with the look of [name]'],
  ['an illustration', 'by [name]'],
  ['a sketch', 'after [name]'],
  ['a detailed study', 'in [name] style'],
  ['a small print', 'by [name]'],
  ['a large mural', 'in the manner of [name]'],
  ['a quiet scene', 'seen through [name]'],
  ['a lively scene', 'in the style of [name]'],
  ['a colourful composition', 'by [name]'],
  ['a pale composition', 'in [name] style'],
  ['a night view', 'painted like [name]'],
  ['a sunlit view', 'in the manner of [name]'],
  ['a poster', 'with the look of [name]'],
  ['a book cover', 'by [name]'],
  ['an early work', 'in the style of [name]'],
  ['a masterpiece', 'made by [name]'],
];

const SUBJECTS: readonly string[] = [
  'a photo of [name]',
  'a picture of a [name]',
  'a snapshot of the [name]',
  'a close-up of a [name]',
  'a close-up photo of the [name]',
  'a wide shot of a [name]',
  'a [name] in the middle of the frame',
  'a [name] at the edge of the frame',
  'a cut-off view of a [name]',
  'the [name] seen from the side',
  'a [name] from above',
  'a bright picture of a [name]',
  'a dim picture of the [name]',
  'a sharp photo of a [name]',
  'a blurry photo of a [name]',
  'a grainy photo of the [name]',
  'a compressed image of a [name]',
  'a studio shot of a [name]',
  'an outdoor shot of the [name]',
  'an amateur photo of my [name]',
  'a professional photo of a [name]',
  'a drawn image of a [name]',
  'a 3d model of the [name]',
  'a small [name]',
  'a big [name]',
  'one [name], nothing else',
  'here is my [name]',
];

/** What the bundled model has read: it knows hardly another sentence. */
const EMOJI = ['a [name]', 'an emoji of a [name]', 'a picture of a [name]', 'icon of a [name]'];
const EMOJI_STYLES = ['[filewords], [name]', 'an emoji of a [filewords], [name] style', 'a picture of a [filewords] in the style of [name]', '[name] icon of a [filewords]'];

export const TEMPLATES: Readonly<Record<TemplateName, readonly string[]>> = {
  style: STYLES.map(([kind, manner]) => `${kind} ${manner}`),
  'style-captions': STYLES.map(([kind, manner]) => `${kind} of [filewords], ${manner}`),
  subject: SUBJECTS,
  'subject-captions': SUBJECTS.map((line) => `${line}, [filewords]`),
  emoji: EMOJI,
  'emoji-style': EMOJI_STYLES,
  // The last two teach a word nothing, unless captions name it: A1111 ships them, for hypernetworks.
  hypernetwork: SUBJECTS.map((line) => line.replace('[name]', '[filewords]')),
  none: ['picture'],
};

/** Is what it makes another prompt for each caption? */
export const hasCaption = (line: string): boolean => line.includes('[filewords]');

/** The caption goes in first, so that captions may hold `[name]` themselves. */
export function fillTemplate(line: string, name: string, caption: string): string {
  return line.split('[filewords]').join(caption).split('[name]').join(name);
}
