/** What is said of a word and whether it is there: names, tags, notes, versions, copies, deletion and its undoing. */
import type { DeletedEmbedding } from '../../../store/embeddings';
import type { EmbeddingInfo } from '../../../store/records';
import { parseWordName } from '../../../text/word-name';
import { nextName, tagsIn } from '../../logic/library/library-list';
import type { Services } from '../../services';
import type { Learned } from './learned.svelte';
import type { Notices } from '../notices.svelte';

/** How long a deletion can be taken back. */
export const UNDO_MS = 12_000;

export interface Removed {
  /** of the words, newest first */
  names: string[];
  records: DeletedEmbedding[];
}

export class WordEditing {
  /** what was deleted last and can still be brought back */
  removed = $state.raw<Removed | undefined>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly services: Services,
    private readonly notices: Notices,
    private readonly learned: Learned,
  ) {}

  /** Files written from now on have it too. Throws `word.*` for a name that cannot be one. */
  async rename(id: string, text: string): Promise<void> {
    const name = parseWordName(text);
    await this.changed(() => this.services.store.changeEmbedding(id, { name }));
  }

  async setTags(id: string, text: string): Promise<void> {
    await this.changed(() => this.services.store.changeEmbedding(id, { tags: tagsIn(text) }));
  }

  async setNotes(id: string, notes: string): Promise<void> {
    await this.changed(() => this.services.store.changeEmbedding(id, { notes }));
  }

  async takeVersion(id: string, step: number): Promise<void> {
    await this.changed(() => this.services.store.takeVersion(id, step));
  }

  /** `mug` → `mug-2`; the id of the copy. */
  async duplicate({ id, name }: EmbeddingInfo): Promise<string | undefined> {
    return this.changed(() => this.services.store.duplicateEmbedding(id, nextName(name, this.learned.list)));
  }

  async remove(words: readonly EmbeddingInfo[]): Promise<void> {
    const removed: Removed = { names: [], records: [] };
    await this.notices.guard(async () => {
      for (const { id, name } of words) {
        removed.records.push(await this.services.store.deleteEmbedding(id));
        removed.names.push(name);
      }
    });
    if (removed.names.length) this.offerUndo(removed);
    await this.notices.guard(() => this.learned.refresh());
  }

  async undo(): Promise<void> {
    const { removed } = this;
    this.pause();
    await this.notices.guard(async () => {
      for (const record of removed?.records ?? []) await this.services.store.restoreEmbedding(record);
      // only now: what could not be put back exists nowhere else
      if (this.removed === removed) this.forget();
    });
    await this.notices.guard(() => this.learned.refresh());
  }

  /** It stays deleted. */
  forget(): void {
    clearTimeout(this.timer);
    this.removed = undefined;
  }

  private offerUndo(removed: Removed): void {
    this.forget();
    this.removed = removed;
    this.keepWaiting();
  }

  /** Time begins anew; `pause` while the person is at it. */
  keepWaiting(): void {
    this.pause();
    if (this.removed) this.timer = setTimeout(() => this.forget(), UNDO_MS);
  }

  pause(): void {
    clearTimeout(this.timer);
  }

  private async changed<T>(work: () => Promise<T>): Promise<T> {
    const result = await work();
    await this.learned.refresh();
    return result;
  }
}
