/** Taggers that were brought: which there are, which one is chosen, one on its way in. */
import type { TaggerPlan } from '../../../tagging/recognise';
import type { SegmentingPlan } from '../../../tagging/segmenter';
import type { StoredTagger } from '../../../store/taggers';
import type { TaggerOffer } from '../../../../workers/tagger-api';
import type { Failure } from '../../../failure';
import type { Services } from '../../services';
import type { Notices } from '../notices.svelte';

const CHOSEN = 'tagger';

export const planOf = ({ plan }: StoredTagger): TaggerPlan => plan as TaggerPlan;

const isSegmenter = ({ plan }: StoredTagger): boolean => (plan as TaggerPlan | SegmentingPlan).family === 'segmenter';

export class TaggerList {
  /** taggers and captioners */
  list = $state.raw<StoredTagger[]>([]);
  /** models that find a picture's subject */
  segmenters = $state.raw<StoredTagger[]>([]);
  chosenId = $state('');
  /** bytes of the one on its way in; total 0: nothing is known yet */
  adding = $state.raw<{ done: number; total: number } | undefined>();
  private wanted = true;

  constructor(
    private readonly services: Services,
    private readonly notices: Pick<Notices, 'add' | 'guard' | 'clear'>,
  ) {}

  get chosen(): StoredTagger | undefined {
    return this.list.find(({ id }) => id === this.chosenId) ?? this.list[0];
  }

  async open(): Promise<void> {
    const { store } = this.services;
    await store.sweepTaggers();
    await this.refresh();
    this.chosenId = String((await store.loadSettings(CHOSEN)) ?? '');
  }

  async choose(id: string): Promise<void> {
    this.chosenId = id;
    await this.services.store.saveSettings(CHOSEN, id);
  }

  async add(offer: TaggerOffer): Promise<void> {
    if (this.adding) return;
    this.notices.clear();
    this.adding = { done: 0, total: 0 };
    this.wanted = true;
    try {
      const { id } = await this.services.workers.taggers.add(offer, (done, total) => this.hear(done, total));
      await this.refresh();
      if (!offer.alone) await this.choose(id);
    } catch (error) {
      if ((error as Partial<Failure>).code !== 'tagger.cancelled') this.notices.add(error);
    } finally {
      this.adding = undefined;
    }
  }

  cancelAdding(): void {
    this.wanted = false;
  }

  async remove(id: string): Promise<void> {
    await this.notices.guard(async () => {
      await this.services.store.removeTagger(id);
      await this.refresh();
    });
  }

  private async refresh(): Promise<void> {
    const all = await this.services.store.listTaggers();
    this.list = all.filter((tagger) => !isSegmenter(tagger));
    this.segmenters = all.filter(isSegmenter);
  }

  private hear(done: number, total: number): boolean {
    this.adding = { done, total };
    return this.wanted;
  }
}
