/** What `[filewords]` stands for in the next run, by its fields as they stand. */
import { failureData, type FailureData } from '../../../failure';
import type { Named } from '../../../images/file-words';
import type { Draft } from '../fields/draft';

export interface FileWords {
  text: string;
  /** `off`: no caption, and file names are not to be used */
  from: 'caption' | 'name' | 'off';
  /** the fields about file names cannot be read */
  problem?: FailureData;
}

/** @param captionOf what `[filewords]` stands for; it may throw */
export function fileWordsOf({ nameWords }: Pick<Draft, 'nameWords'>, picture: Named, captionOf: (picture: Named) => string): FileWords {
  if (picture.caption.trim()) return { text: picture.caption, from: 'caption' };
  try {
    return nameWords === 'off' ? { text: '', from: 'off' } : { text: captionOf(picture), from: 'name' };
  } catch (error) {
    return { text: '', from: 'name', problem: failureData(error) };
  }
}
