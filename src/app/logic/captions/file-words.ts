/** What `[filewords]` stands for in the next run, by its fields as they stand. */
import { failureData, type FailureData } from '../../../failure';
import { fileWords, type Named } from '../../../images/file-words';
import type { Draft } from '../fields/draft';
import { readNameWords } from '../fields/read-field';

export interface FileWords {
  text: string;
  /** `off`: no caption, and file names are not to be used */
  from: 'caption' | 'name' | 'off';
  /** the fields about file names cannot be read */
  problem?: FailureData;
}

export function fileWordsOf(draft: Draft, picture: Named): FileWords {
  if (picture.caption.trim()) return { text: picture.caption, from: 'caption' };
  try {
    const rules = readNameWords(draft);
    return { text: rules ? fileWords(rules)(picture) : '', from: rules ? 'name' : 'off' };
  } catch (error) {
    return { text: '', from: 'name', problem: failureData(error) };
  }
}
