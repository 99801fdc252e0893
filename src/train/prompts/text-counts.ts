/** @file How many different prompts the batches of a run have: a text is encoded once for all samples that share it. */
import { integer, STREAM } from '../../diffusion/philox';
import { hasCaption } from '../../text/templates';
import { PictureOrder } from '../samples/picture-order';
import type { Caption } from './prompts';

/** Samples drawn to see how many come up. */
const DRAWN = 4000;
/** Of batches: where fewer have that many, a program of their own saves less than making it costs. */
const SELDOM = 0.01;
/** Not the run's, so that another seed asks for no other programs. */
const SEED = 0;

/** Pictures of one size, by their captions' numbers; batches are of one of them. */
export type Groups = readonly (readonly number[])[];

/** Of a run's settings. */
interface Drawn {
  batch: number;
  templates: readonly string[];
}

/**
 * Numbers of texts to encode for a batch, in order: the most that there can be, and those that are not seldom. Pictures are
 * drawn in rounds, those of a size by themselves, and lines by chance, as a run does. `changing`: a caption is another one each time.
 */
export function textCounts({ batch, templates }: Drawn, captions: readonly Caption[], groups: Groups, changing: boolean): number[] {
  const most = Math.min(batch, promptsOf(templates, captions, changing));
  const batches = Math.ceil(DRAWN / batch);
  const keyOf = sampleKeys({ batch, templates }, captions, groups, changing);
  const seen = new Array<number>(batch + 1).fill(0);
  for (let i = 0; i < batches; i++) seen[new Set(Array.from({ length: batch }, (_, at) => keyOf(i * batch + at))).size]++;
  return [...seen.keys()].filter((count) => count === most || (count < most && seen[count] >= SELDOM * batches));
}

/** Different prompts that there are at all. */
function promptsOf(templates: readonly string[], captions: readonly Caption[], changing: boolean): number {
  const words = new Set(captions.map(({ word }) => word)).size;
  const withText = changing ? Infinity : new Set(captions.map(({ word, text }) => `${word} ${text}`)).size;
  return [...new Set(templates)].reduce((sum, line) => sum + (hasCaption(line) ? withText : words), 0);
}

/** What tells a sample's prompt from others, by its number. */
function sampleKeys({ batch, templates }: Drawn, captions: readonly Caption[], sizes: Groups, changing: boolean): (index: number) => string {
  const order = new PictureOrder({ seed: SEED, batch, sizes });
  return (index) => {
    const picture = order.pictureAt(index);
    const line = templates[integer(SEED, STREAM.prompt, index, templates.length)];
    const { text, word } = captions[picture];
    return `${word} ${line} ${hasCaption(line) ? (changing ? index : text) : ''}`;
  };
}
