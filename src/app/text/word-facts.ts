/** What is said of a word in a line: where it came from, how large it is. */
import type { EmbeddingInfo } from '../../store/records';
import type { Text } from './en';
import { fill } from './fill';
import { formatNumber } from './format';

type Word = Pick<EmbeddingInfo, 'form' | 'container' | 'runId' | 'count' | 'width' | 'clipG'>;

/** “A1111’s form in a card’s text”; what a later version of the app wrote is shown as it is. */
export function originText({ wordsIn }: Text, { form = '', container = 'unknown' }: Word): string {
  const forms: Record<string, string> = wordsIn.forms;
  const containers: Record<string, string> = wordsIn.containers;
  return fill(wordsIn.origin, { form: forms[form] ?? form, container: containers[container] ?? container });
}

/** Empty where it came as a file. */
export function madeHere({ words }: Text, { form, runId }: Word): string {
  if (runId) return words.originLearned;
  return form ? '' : words.originMade;
}

export function sizeText({ words }: Text, { count, width, clipG }: Word, tag: string): string {
  const values = { count: formatNumber(count, tag, 7), width, widthG: clipG?.width ?? 0 };
  return fill(clipG ? words.sizeTwo : words.size, values);
}
