/** @file What becomes of a caption beside what a tagger says. */
import { preparedCaption } from '../../../images/prepare/names';
import type { ExistingCaption } from '../../../images/prepare/options';

/** `copy`: a caption that is there stays, one that is not is written. */
export function newCaption(existing: string, said: string, action: ExistingCaption): string {
  if (action === 'copy') return existing.trim() ? existing : said;
  return preparedCaption(existing, [said], action);
}

/** Whether the model has to be asked at all. */
export const isWanted = (existing: string, action: ExistingCaption): boolean => action !== 'copy' || !existing.trim();
