/** The words learned on this device. */
import { writeEmbeddingPt } from '../../formats/embedding-pt';
import type { Embedding, EmbeddingInfo } from '../../store/records';
import { ObjectUrls } from '../platform/object-urls';
import type { Services } from '../services';

export class Learned {
  list = $state.raw<EmbeddingInfo[]>([]);
  private readonly urls = new ObjectUrls();

  constructor(private readonly services: Services) {}

  async refresh(): Promise<void> {
    const list = await this.services.store.listEmbeddings();
    this.urls.keepOnly(list.map(({ preview }) => preview));
    this.list = list;
  }

  async remove(id: string): Promise<void> {
    await this.services.store.deleteEmbedding(id);
    await this.refresh();
  }

  /** The word as a `.pt` file; undefined where it is gone. */
  async file(id: string): Promise<Blob | undefined> {
    const word = await this.services.store.loadEmbedding(id);
    return word && embeddingBlob({ ...word, ...word.values });
  }

  previewUrl({ preview }: EmbeddingInfo): string | undefined {
    return preview && this.urls.of(preview);
  }
}

export const fileName = ({ name }: EmbeddingInfo): string => `${name}.pt`;

/** A1111's form; its name there is the file's name. */
export function embeddingBlob({ name, vectors, count, width, step, modelName, modelHash }: Embedding): Blob {
  const bytes = writeEmbeddingPt({ name, vectors, count, width, step, modelHash: modelHash ?? null, modelName });
  return new Blob([bytes], { type: 'application/octet-stream' });
}
