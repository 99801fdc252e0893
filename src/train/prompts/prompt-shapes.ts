/**
 * @file What a run's prompts ask of its programs: how many rows of 77 tokens they take, whether tokens have weights, how many texts
 * a batch has, and where trained words are.
 */
import { widest, type PromptShape, type Reach } from '../../text/prompt';
import { hasCaption } from '../../text/templates';
import { previewTexts } from './preview-texts';
import type { Caption, PromptBook } from './prompts';
import type { RunSettings } from '../settings';
import type { PixelSize } from '../size';
import { changesTags } from './tags';
import { textCounts, type Groups } from './text-counts';
import { trainedWords } from './words';

export interface PromptShapes {
  /** numbers of rows that the prompts trained with have, in order */
  training: readonly number[];
  emphasis: boolean;
  /** numbers of texts that batches are encoded as, in order: see `textCounts`; absent = one for each sample */
  texts?: readonly number[];
  /** where trained words are in prompts; absent = anywhere */
  reach?: Reach;
  /** `texts`: numbers of rows of each prompt by itself, `pairs`: of the longer of the two that go together */
  preview: { texts: readonly number[]; pairs: readonly number[]; emphasis: boolean };
}

/** Short prompts without emphasis. */
export const PLAIN: PromptShapes = { training: [1], emphasis: false, preview: { texts: [1], pairs: [1], emphasis: false } };

/** What a template line is with all captions. */
interface LineShape {
  rows: number[];
  emphasis: boolean;
  reach: Reach;
}

/** Lines that were laid out with the same captions and words before: each takes a second where there are 20,000 captions. */
export type KnownLines = Map<string, LineShape>;

/** Every line with every caption is laid out; nothing of it is kept but what `known` is for. */
export function promptShapes(
  settings: RunSettings,
  captions: readonly Caption[],
  book: PromptBook,
  groups: Groups = [[...captions.keys()]],
  known: KnownLines = new Map(),
): PromptShapes {
  const lines = settings.templates.map((line) => {
    const shape = known.get(line) ?? lineShape(line, captions, book);
    known.set(line, shape);
    return shape;
  });
  const rows = inOrder(lines.flatMap((line) => line.rows));
  const changing = changesPrompts(settings);
  const reach = widest(lines.map((line) => line.reach));
  return {
    training: countsOf(rows, settings),
    texts: textCounts(settings, captions, groups, changing),
    ...(!changing && reach.rows > 0 && { reach }),
    emphasis: lines.some(({ emphasis }) => emphasis),
    preview: previewShapes(settings, book),
  };
}

function lineShape(line: string, captions: readonly Caption[], book: PromptBook): LineShape {
  const rows = new Set<number>();
  let emphasis = false;
  const distinctOnes = distinctCaptions(line, captions);
  const reaches = distinctOnes.map((caption) => {
    const shape = book.lineShape(line, caption);
    rows.add(shape.rows);
    emphasis ||= shape.emphasis;
    return shape.reach;
  });
  return { rows: [...rows], emphasis, reach: widest(reaches) };
}

/** A line without captions is the same for all pictures of a word. */
function distinctCaptions(line: string, captions: readonly Caption[]): Caption[] {
  const keyOf = ({ text, word }: Caption): string => `${word} ${hasCaption(line) ? text : ''}`;
  return [...new Map(captions.map((caption) => [keyOf(caption), caption])).values()];
}

/** Tags in another order may break rows elsewhere, and fewer tags need fewer rows: then any number may come up. */
function countsOf(rows: number[], settings: RunSettings): number[] {
  const most = Math.max(...rows);
  return changesPrompts(settings) && most > 1 ? Array.from({ length: most + 1 }, (_, i) => i + 1) : rows;
}

const changesPrompts = ({ shuffleTags = false, tagDropout = 0 }: RunSettings): boolean => changesTags({ shuffle: shuffleTags, dropout: tagDropout });

/** Of the prompt that previews begin with, and of those that they are known to change to. */
function previewShapes(settings: RunSettings, book: PromptBook): PromptShapes['preview'] {
  const { preview, replay = [] } = settings;
  const prompts = [preview.prompt, ...replay.flatMap(({ previewPrompt }) => previewPrompt ?? [])];
  const shapes = distinct(prompts).map((prompt) => previewShape({ ...settings, preview: { ...preview, prompt } }, book));
  return {
    texts: inOrder(shapes.flatMap(({ texts }) => texts)),
    pairs: inOrder(shapes.flatMap(({ pairs }) => pairs)),
    emphasis: shapes.some(({ emphasis }) => emphasis),
  };
}

/** Previews show the words in turn. */
export function previewShape(settings: RunSettings, book: PromptBook): PromptShapes['preview'] {
  const pairs = trainedWords(settings).map((_, word) => {
    const { negative, prompt } = previewTexts(settings);
    return [negative, prompt].map((text) => book.textShape(text, word));
  });
  const rowsOf = (pair: PromptShape[]): number[] => pair.map(({ rows }) => rows);
  return {
    texts: inOrder(pairs.flatMap(rowsOf)),
    pairs: inOrder(pairs.map((pair) => Math.max(...rowsOf(pair)))),
    emphasis: pairs.flat().some(({ emphasis }) => emphasis),
  };
}

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];
const inOrder = (numbers: readonly number[]): number[] => distinct(numbers).sort((a, b) => a - b);

/** A program for prompts of that many rows, and for latents of a size and a number of texts where a run has several. */
export function programFor(name: string, rows: number, size?: PixelSize, texts?: number): string {
  const parts = [...(rows === 1 ? [] : [`${rows} rows`]), ...(size ? [`${size.width} by ${size.height}`] : []), ...(texts ? [`${texts} texts`] : [])];
  return parts.length ? `${name} of ${parts.join(', ')}` : name;
}
