/** The words on this device, learned here or brought in. */
import type { EmbeddingInfo } from '../../../store/records';
import { keepKnown } from '../../logic/library/library-list';
import { ObjectUrls } from '../../platform/object-urls';
import type { Services } from '../../services';

export class Learned {
  list = $state.raw<EmbeddingInfo[]>([]);
  private readonly urls = new ObjectUrls();
  /** readings of the store, counted as they begin */
  private begun = 0;
  /** the one that is shown */
  private shown = 0;

  constructor(private readonly services: Services) {}

  /** An answer that comes after one asked for later is old news. */
  async refresh(): Promise<void> {
    const turn = ++this.begun;
    const list = await this.services.store.listEmbeddings();
    if (turn < this.shown) return;
    this.shown = turn;
    const kept = keepKnown(this.list, list);
    this.urls.keepOnly(kept.flatMap(({ preview, versions = [] }) => [preview, ...versions.map((version) => version.preview)]));
    this.list = kept;
  }

  byId(id: string): EmbeddingInfo | undefined {
    return this.list.find((word) => word.id === id);
  }

  /** Made when it is first asked for. */
  previewUrl({ preview }: { preview?: Blob }): string | undefined {
    return preview && this.urls.of(preview);
  }
}
