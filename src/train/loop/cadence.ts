/** @file What is due at which step. `every` 0 or absent: never by its own count. */
import type { RunSettings } from '../settings';

export const isDue = (step: number, every = 0): boolean => every > 0 && step % every === 0;

type Cadences = Pick<RunSettings, 'embeddingEvery' | 'cardEvery'>;

/** Whether this step's state is a version by the count that was asked for. */
export const isVersionDue = (step: number, { embeddingEvery, cardEvery }: Cadences): boolean => isDue(step, embeddingEvery) || isDue(step, cardEvery);

/** Whether a version has a card: by its own count, else where it has a picture. */
export const hasCard = (step: number, { cardEvery = 0 }: Cadences, hasPicture: boolean): boolean =>
  cardEvery > 0 ? isDue(step, cardEvery) : hasPicture;
