/** Own sentences, kept under a name. */
export interface Sentences {
  name: string;
  /** a line a prompt */
  text: string;
}

/** Of the store: an older version of the app may have written it. */
export function isSentences(value: unknown): value is Sentences {
  const kept = value as Partial<Record<keyof Sentences, unknown>> | null;
  return typeof kept?.name === 'string' && typeof kept.text === 'string';
}
