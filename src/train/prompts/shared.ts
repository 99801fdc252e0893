/** @file Prompts of a batch that repeat: they are encoded once. */
import { invariant } from '../../failure';
import type { Prompt } from './prompts';

/**
 * `count` texts that are all of the prompts, and which of them each prompt is. Where there are fewer, the first is repeated.
 * There must not be more.
 */
export function sharedPrompts(prompts: readonly Prompt[], count: number): { texts: Prompt[]; which: Int32Array } {
  const known = new Map<string, number>();
  const texts: Prompt[] = [];
  const which = Int32Array.from(prompts, (prompt) => {
    const key = keyOf(prompt);
    const at = known.get(key) ?? texts.push(prompt) - 1;
    known.set(key, at);
    return at;
  });
  invariant(texts.length <= count, () => `${texts.length} prompts in a program for ${count}`);
  return { texts: Array.from({ length: count }, (_, i) => texts[i] ?? texts[0]), which };
}

const keyOf = (prompt: Prompt): string => prompt.map(({ ids, slots, weights }) => [...ids, ...slots, ...weights].join()).join('|');
