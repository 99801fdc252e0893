/** Statistics of words beside a model's tokens, worked out once for each pair and kept while the page is open. */
import { failureData, type FailureData } from '../../../failure';
import type { NamedStatistics } from '../../../../workers/library-api';
import type { EmbeddingInfo } from '../../../store/records';
import type { Services } from '../../services';

export type Numbers = { state: 'working' } | { state: 'done'; statistics: NamedStatistics } | { state: 'failed'; failure: FailureData };

const MOST_KEPT = 20;

export class WordNumbers {
  private known = $state.raw<Readonly<Record<string, Numbers>>>({});

  constructor(private readonly services: Services) {
    services.workers.onCrash((error, worker) => {
      if (worker === 'library') this.failWaiting(failureData(error));
    });
  }

  of(word: EmbeddingInfo, modelId: string): Numbers | undefined {
    return this.known[keyOf(word, modelId)];
  }

  async ask(word: EmbeddingInfo, modelId: string): Promise<void> {
    const key = keyOf(word, modelId);
    const { state } = this.known[key] ?? {};
    if (state === 'working' || state === 'done') return;
    this.keep(key, { state: 'working' });
    try {
      this.keep(key, { state: 'done', statistics: await this.services.workers.library.statistics(word.id, modelId) });
    } catch (error) {
      this.keep(key, { state: 'failed', failure: failureData(error) });
    }
  }

  private keep(key: string, numbers: Numbers): void {
    const others = Object.entries(this.known).filter(([other]) => other !== key);
    this.known = { ...Object.fromEntries(others.slice(1 - MOST_KEPT)), [key]: numbers };
  }

  private failWaiting(failure: FailureData): void {
    for (const [key, { state }] of Object.entries(this.known)) if (state === 'working') this.keep(key, { state: 'failed', failure });
  }
}

/** A run goes on, another version is taken: the step then differs. */
const keyOf = ({ id, step, count }: EmbeddingInfo, modelId: string): string => [id, step, count, modelId].join('/');
