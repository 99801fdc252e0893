/** A new word from several: their weighted mean, or one after the other. */
import type { EmbeddingInfo } from '../../../store/records';
import { parseWordName } from '../../../text/word-name';
import type { Services } from '../../services';
import type { Learned } from './learned.svelte';

export type CombineWay = 'blend' | 'chain';
export const WAYS: readonly CombineWay[] = ['blend', 'chain'];

export class Combining {
  way = $state<CombineWay>('blend');
  name = $state('');
  /** as typed, by id; 1 where nothing was typed */
  private typed = $state.raw<Readonly<Record<string, number>>>({});
  busy = $state(false);

  constructor(
    private readonly services: Services,
    private readonly learned: Learned,
  ) {
    services.workers.onCrash((_, worker) => {
      if (worker === 'library') this.busy = false;
    });
  }

  weight(id: string): number {
    return this.typed[id] ?? 1;
  }

  setWeight(id: string, weight: number): void {
    this.typed = { ...this.typed, [id]: weight };
  }

  /** Shares of the whole, in the words' order; undefined where the weights add up to nothing. */
  shares(words: readonly EmbeddingInfo[]): number[] | undefined {
    const weights = words.map(({ id }) => this.weight(id));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return Math.abs(sum) < 1e-6 || !Number.isFinite(sum) ? undefined : weights.map((weight) => weight / sum);
  }

  /** Resolves with the new word's id. Throws `word.*`, `library.*`. */
  async make(words: readonly EmbeddingInfo[]): Promise<string> {
    const name = parseWordName(this.name);
    this.busy = true;
    try {
      const id = await this.ask(words, name);
      await this.learned.refresh();
      this.name = '';
      this.typed = {};
      return id;
    } finally {
      this.busy = false;
    }
  }

  private ask(words: readonly EmbeddingInfo[], name: string): Promise<string> {
    const { library } = this.services.workers;
    const ids = words.map(({ id }) => id);
    if (this.way === 'chain') return library.chain(ids, name);
    return library.blend(ids.map((id) => ({ id, weight: this.weight(id) })), name);
  }
}
