/** The screen of words: what of them is shown, which are chosen, and what is done with them. */
import { SvelteSet } from 'svelte/reactivity';
import type { EmbeddingInfo } from '../../../store/records';
import { tagsOf, wordsWanted, type Sort } from '../../logic/library/library-list';
import type { Services } from '../../services';
import { language } from '../language.svelte';
import type { Learned } from './learned.svelte';
import { Combining } from './library-combine.svelte';
import { WordEditing } from './library-edit.svelte';
import { WordsIn } from './library-in.svelte';
import { WordsOut } from './library-out.svelte';
import { WordNumbers } from './library-numbers.svelte';
import type { Notices } from '../notices.svelte';

export class Library {
  query = $state('');
  sort = $state<Sort>('newest');
  tags = $state.raw<readonly string[]>([]);
  private readonly marked = new SvelteSet<string>();
  /** where the list was left, in pixels */
  scroll = 0;
  readonly incoming: WordsIn;
  readonly outgoing: WordsOut;
  readonly editing: WordEditing;
  readonly numbers: WordNumbers;
  readonly combining: Combining;

  constructor(
    services: Services,
    notices: Notices,
    private readonly learned: Learned,
  ) {
    this.incoming = new WordsIn(services, learned);
    this.outgoing = new WordsOut(services);
    this.editing = new WordEditing(services, notices, learned);
    this.numbers = new WordNumbers(services);
    this.combining = new Combining(services, learned);
  }

  /** Filtered and in order; read it once for each change. */
  get shown(): EmbeddingInfo[] {
    return wordsWanted(this.learned.list, this, language.tag);
  }

  get allTags(): { tag: string; count: number }[] {
    return tagsOf(this.learned.list);
  }

  get filtered(): boolean {
    return this.query.trim() !== '' || this.tags.length > 0;
  }

  /** In the order of the list; what was deleted since is left out. */
  get selected(): EmbeddingInfo[] {
    return this.marked.size ? this.learned.list.filter(({ id }) => this.marked.has(id)) : [];
  }

  isSelected(id: string): boolean {
    return this.marked.has(id);
  }

  toggle(id: string): void {
    if (!this.marked.delete(id)) this.marked.add(id);
  }

  select(words: readonly EmbeddingInfo[]): void {
    this.marked.clear();
    for (const { id } of words) this.marked.add(id);
  }

  toggleTag(tag: string): void {
    this.tags = this.tags.includes(tag) ? this.tags.filter((other) => other !== tag) : [...this.tags, tag];
  }

  clearFilter(): void {
    this.query = '';
    this.tags = [];
  }
}
