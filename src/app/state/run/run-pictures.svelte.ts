/** @file The pictures of the run that is shown, whatever set of pictures stands on the first card. */
import type { Picture } from '../../../store/records';
import { ObjectUrls } from '../../platform/object-urls';
import type { Services } from '../../services';

export class RunPictures {
  private pictures = $state.raw<readonly Picture[]>([]);
  private readonly urls = new ObjectUrls();
  private asked = '';

  constructor(private readonly services: Services) {}

  get count(): number {
    return this.pictures.length;
  }

  /** Datasets that are gone have no pictures. */
  async open(datasetIds: readonly string[]): Promise<void> {
    const asked = (this.asked = datasetIds.join(' '));
    const found = await Promise.all(datasetIds.filter(Boolean).map((id) => this.services.store.loadDataset(id)));
    if (asked !== this.asked) return;
    this.pictures = found.flatMap((dataset) => dataset?.pictures ?? []);
    this.urls.keepOnly(this.pictures.map(({ thumbnail }) => thumbnail));
  }

  byId(id: string): Picture | undefined {
    return this.pictures.find((picture) => picture.id === id);
  }

  url({ thumbnail }: Picture): string {
    return this.urls.of(thumbnail);
  }
}
