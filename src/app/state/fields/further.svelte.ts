/** The further words of the next run, and the sets of pictures there are for them. */
import type { FurtherWord } from '../../../train/settings';
import type { DatasetSummary } from '../../../store/datasets';
import { furtherDrafts, furtherProblems, MOST_FURTHER, newFurther, readFurther, type FurtherDraft, type FurtherKey, type FurtherProblems } from '../../logic/fields/further';
import type { Services } from '../../services';
import type { Notices } from '../notices.svelte';
import type { Picture } from '../../../store/records';
import { Reading } from '../pictures/intake.svelte';

const STORED = 'further-words';

export class Further {
  list = $state.raw<readonly FurtherDraft[]>([]);
  datasets = $state.raw<readonly DatasetSummary[]>([]);
  /** files being read */
  readonly intake: Reading;

  constructor(
    private readonly services: Services,
    notices: Pick<Notices, 'add'>,
  ) {
    this.intake = new Reading(services, notices);
  }

  get full(): boolean {
    return this.list.length >= MOST_FURTHER;
  }

  /** One entry a word; `first`: the name of the run's own. */
  problems(first: string): FurtherProblems[] {
    const ids = this.datasets.map(({ id }) => id);
    const names = [first, ...this.list.map(({ name }) => name)];
    return this.list.map((word, i) => furtherProblems(word, names.filter((_, other) => other !== i + 1), ids));
  }

  /** undefined where there are none. */
  settings(): FurtherWord[] | undefined {
    return this.list.length ? readFurther(this.list) : undefined;
  }

  add(vectors: string): void {
    if (!this.full) this.change([...this.list, newFurther(vectors)]);
  }

  set(index: number, key: FurtherKey, value: string): void {
    this.change(this.list.map((word, i) => (i === index ? { ...word, [key]: value } : word)));
  }

  remove(index: number): void {
    this.change(this.list.filter((_, i) => i !== index));
  }

  /** The files become a set of pictures of their own, and the word's. */
  async addPictures(index: number, files: File[]): Promise<void> {
    const { store } = this.services;
    const pictures: Picture[] = [];
    await this.intake.read(files, [], async (read) => void pictures.push(...read));
    if (!pictures.length) return;
    const dataset = { ...store.newDataset(), pictures };
    await store.saveDataset(dataset);
    await this.refresh();
    this.set(index, 'datasetId', dataset.id);
  }

  take(words: readonly FurtherWord[]): void {
    this.change(furtherDrafts(words));
  }

  restore(list: readonly FurtherDraft[]): void {
    if (list !== this.list) this.change(list);
  }

  async open(): Promise<void> {
    const stored = await this.services.store.loadSettings<unknown>(STORED);
    this.list = Array.isArray(stored) ? stored.filter(isDraft).slice(0, MOST_FURTHER) : [];
    await this.refresh();
  }

  async refresh(): Promise<void> {
    this.datasets = await this.services.store.listDatasets();
  }

  private change(list: readonly FurtherDraft[]): void {
    this.list = list;
    // What was typed is on the page anyway.
    this.services.store.saveSettings(STORED, list).catch(() => undefined);
  }
}

function isDraft(value: unknown): value is FurtherDraft {
  const word = value as Partial<Record<FurtherKey, unknown>> | null;
  return (['name', 'startText', 'vectors', 'datasetId'] as const).every((key) => typeof word?.[key] === 'string');
}
