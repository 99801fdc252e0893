/**
 * @file The two prompts of a preview, with `[name]` where the word goes. A negative word is learned like any other,
 * from pictures of what is not wanted, and used in the negative prompt: guidance then leads away from what it stands
 * for. That is how published negative embeddings are made and used, so its previews are of the person's own prompt
 * with the word among what is not wanted.
 */
import type { RunSettings } from '../settings';

export interface PreviewTexts {
  prompt: string;
  negative: string;
}

/** Without a prompt of its own a preview takes the first template line without a caption; a negative word's an empty prompt. */
export function previewTexts({ preview, templates, negative = false }: RunSettings): PreviewTexts {
  if (negative) return { prompt: preview.prompt, negative: withName(preview.negative) };
  return { prompt: preview.prompt || templates[0].replaceAll('[filewords]', '').trim(), negative: preview.negative };
}

/** A negative prompt that says where the word goes is left alone. */
function withName(text: string): string {
  if (text.includes('[name]')) return text;
  return text.trim() ? `${text.trim().replace(/,$/, '')}, [name]` : '[name]';
}
