/** @file What a run's prompts ask of its programs: how many rows of 77 tokens they take, and whether tokens have weights. */
import { hasEmphasis, longest, type Prompt, type PromptBook } from './prompts';
import type { RunSettings } from './settings';
import { changesTags } from './tags';

export interface PromptShapes {
  /** numbers of rows that the prompts trained with have, in order */
  training: readonly number[];
  emphasis: boolean;
  preview: { negative: number; positive: number; emphasis: boolean };
}

/** Short prompts without emphasis. */
export const PLAIN: PromptShapes = { training: [1], emphasis: false, preview: { negative: 1, positive: 1, emphasis: false } };

/** Every line with every caption is laid out; the book keeps them. */
export function promptShapes(settings: RunSettings, captions: readonly string[], book: PromptBook): PromptShapes {
  const prompts = settings.templates.flatMap((_, line) => captions.map((caption) => book.line(line, caption)));
  const counts = countsOf(prompts, settings);
  const [negative, positive] = previewPrompts(settings, book);
  return {
    training: counts,
    emphasis: hasEmphasis(prompts),
    preview: { negative: negative.length, positive: positive.length, emphasis: hasEmphasis([negative, positive]) },
  };
}

/** Tags in another order may break rows elsewhere, and fewer tags need fewer rows: then any number may come up. */
function countsOf(prompts: readonly Prompt[], { shuffleTags = false, tagDropout = 0 }: RunSettings): number[] {
  const most = longest(prompts);
  const changes = changesTags({ shuffle: shuffleTags, dropout: tagDropout });
  if (changes && most > 1) return Array.from({ length: most + 1 }, (_, i) => i + 1);
  return [...new Set(prompts.map((prompt) => prompt.length))].sort((a, b) => a - b);
}

/** The preview's own prompt, or the first template line without a caption. */
export const previewText = ({ preview, templates }: RunSettings): string =>
  preview.prompt || templates[0].replaceAll('[filewords]', '').trim();

export const previewPrompts = (settings: RunSettings, book: PromptBook): Prompt[] =>
  [settings.preview.negative, previewText(settings)].map((text) => book.text(text));

/** A program for prompts of that many rows. */
export const programFor = (name: string, rows: number): string => (rows === 1 ? name : `${name} of ${rows} rows`);
