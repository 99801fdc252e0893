/** Changes of captions, whoever makes them: each is one write, and can be taken back and made again. */
import { captionsBack, realChanges, type CaptionChange } from '../../logic/captions/caption-changes';
import type { Pictures } from './pictures.svelte';
import type { CaptionEdit } from '../../../images/tags/edits';

/** What made a change: typing, a change of many, a tagger. */
export type ChangeKind = CaptionEdit['kind'] | 'typed' | 'tagged';

export interface HistoryStep {
  kind: ChangeKind;
  changes: readonly CaptionChange[];
}

/** Steps kept. Two hundred changes of 5,000 captions take some 200 MB at worst. */
const DEPTH = 200;

export class CaptionHistory {
  private done = $state.raw<readonly HistoryStep[]>([]);
  private undone = $state.raw<readonly HistoryStep[]>([]);

  constructor(private readonly pictures: Pick<Pictures, 'list' | 'captions'>) {}

  /** what the next `undo` takes back */
  get last(): HistoryStep | undefined {
    return this.done.at(-1);
  }

  /** what the next `redo` makes again */
  get next(): HistoryStep | undefined {
    return this.undone.at(-1);
  }

  /** Captions by the pictures' ids; how many of them are new. */
  async apply(captions: ReadonlyMap<string, string>, kind: ChangeKind): Promise<number> {
    const changes = realChanges(this.pictures.list, captions);
    if (!changes.length) return 0;
    this.done = [...this.done, { kind, changes }].slice(-DEPTH);
    this.undone = [];
    await this.pictures.captions(captions);
    return changes.length;
  }

  /** How many captions came back. Of pictures that are gone, or captions written elsewhere since, none do. */
  async undo(): Promise<number> {
    const step = this.last;
    if (!step) return 0;
    this.done = this.done.slice(0, -1);
    this.undone = [...this.undone, step];
    return this.write(captionsBack(this.pictures.list, step.changes, 'before'));
  }

  async redo(): Promise<number> {
    const step = this.next;
    if (!step) return 0;
    this.undone = this.undone.slice(0, -1);
    this.done = [...this.done, step];
    return this.write(captionsBack(this.pictures.list, step.changes, 'after'));
  }

  private async write(captions: ReadonlyMap<string, string>): Promise<number> {
    if (captions.size) await this.pictures.captions(captions);
    return captions.size;
  }
}
