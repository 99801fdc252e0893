/** Types of the judging workers' comlink endpoint (workers/judge.ts). Types only: nothing here runs. */
import type { AlikePair } from '../src/images/judge/alike';
import type { PictureLooks } from '../src/store/records';

export interface JudgeApi {
  /** Throws `picture.unreadable`, `picture.extreme`. */
  look(picture: Blob, name: string): Promise<PictureLooks>;
  /** Near duplicates, by the pictures' hashes. */
  alike(hashes: readonly string[]): Promise<AlikePair[]>;
}
