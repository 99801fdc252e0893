/** @file Prompts of a batch that repeat: they are encoded once. */
import { invariant } from '../../failure';
import type { Prompt } from './prompts';

interface Shared {
  texts: readonly Prompt[];
  /** of each prompt, which of the texts it is; absent where each has its own */
  which?: Int32Array;
}

/**
 * Texts that are all of the prompts, as few as there are programs for: `counts`, in order, if absent one of each prompt. What they have
 * more than there are different ones is the first again. There must not be fewer.
 */
export function sharedPrompts(prompts: readonly Prompt[], counts: readonly number[] = [prompts.length]): Shared {
  if (counts[0] >= prompts.length) return { texts: prompts };
  const known = new Map<string, number>();
  const texts: Prompt[] = [];
  const which = Int32Array.from(prompts, (prompt) => {
    const key = keyOf(prompt);
    const at = known.get(key) ?? texts.push(prompt) - 1;
    known.set(key, at);
    return at;
  });
  const count = counts.find((one) => one >= texts.length);
  invariant(count !== undefined, () => `${texts.length} prompts in programs for ${counts.join()}`);
  if (count >= prompts.length) return { texts: prompts };
  return { texts: Array.from({ length: count }, (_, i) => texts[i] ?? texts[0]), which };
}

const keyOf = (prompt: Prompt): string => prompt.map(({ ids, slots, weights }) => [...ids, ...slots, ...weights].join()).join('|');
