/** Data sets made of others: back to what a set was made of, and forward again. */
import type { Dataset } from '../../../store/records';
import type { Services } from '../../services';
import type { Pictures } from './pictures.svelte';

export class MadeSets {
  /** made of the set shown, or of the one it was made of; the newest */
  private latest = $state.raw<{ id: string; origin: string } | undefined>();

  constructor(
    private readonly services: Services,
    private readonly pictures: Pictures,
  ) {}

  /** The set shown was made of another. */
  get canUndo(): boolean {
    return this.pictures.dataset.origin !== undefined;
  }

  /** Of the set shown another was made, and taken back. */
  get canRedo(): boolean {
    return this.latest !== undefined && this.latest.origin === this.pictures.dataset.id;
  }

  /** Shows the set that the one shown was made of. Throws `dataset.gone`. */
  async undo(): Promise<void> {
    const { id, origin } = this.pictures.dataset;
    if (origin === undefined) return;
    await this.pictures.turnTo(origin);
    this.latest = { id, origin };
  }

  async redo(): Promise<void> {
    if (this.canRedo && this.latest) await this.pictures.turnTo(this.latest.id);
  }

  /** Stores and shows a made set; one that was made of the same before and taken back is then gone, but where a run needs it. */
  async add(made: Dataset & { origin: string }): Promise<void> {
    const replaced = this.latest?.origin === made.origin ? this.latest.id : undefined;
    await this.pictures.adopt(made);
    this.latest = { id: made.id, origin: made.origin };
    if (replaced) await this.services.store.deleteDataset(replaced);
  }

  /** After a reload: what was taken back is still there. */
  async refresh(): Promise<void> {
    const of = this.pictures.dataset.id;
    const found = (await this.services.store.listDatasets()).find(({ origin }) => origin === of);
    this.latest = found && { id: found.id, origin: of };
  }
}
