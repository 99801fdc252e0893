/** What stands in a field, as a person reads it. */
import { isSwitch, KEPT, type DraftKey } from '../logic/fields/draft';
import type { Text } from './en';
import { fill } from './fill';

export function fieldValue({ choices, sharing, sentences }: Pick<Text, 'choices' | 'sharing' | 'sentences'>, key: DraftKey, value: string): string {
  if (isSwitch(key)) return value === 'on' ? sharing.on : sharing.off;
  if (key === 'template' && value.startsWith(KEPT)) return fill(sentences.kept, { name: value.slice(KEPT.length) });
  const texts: Record<string, string> = key in choices ? choices[key as keyof typeof choices] : {};
  return texts[value] ?? (value.trim() || sharing.empty);
}
