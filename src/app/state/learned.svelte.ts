/** The words learned on this device. */
import { writeEmbeddingPt } from '../../formats/embedding-pt';
import type { Embedding } from '../../store/records';
import type { Services } from '../services';

export class Learned {
  list = $state.raw<Embedding[]>([]);
  private readonly urls = new Map<Blob, string>();

  constructor(private readonly services: Services) {}

  async refresh(): Promise<void> {
    const list = await this.services.store.listEmbeddings();
    this.forgetUrls(list);
    this.list = list;
  }

  async remove(id: string): Promise<void> {
    await this.services.store.deleteEmbedding(id);
    await this.refresh();
  }

  previewUrl({ preview }: Embedding): string | undefined {
    if (!preview) return undefined;
    if (!this.urls.has(preview)) this.urls.set(preview, URL.createObjectURL(preview));
    return this.urls.get(preview);
  }

  private forgetUrls(list: Embedding[]): void {
    const kept = new Set(list.map(({ preview }) => preview));
    for (const [blob, url] of this.urls) {
      if (kept.has(blob)) continue;
      URL.revokeObjectURL(url);
      this.urls.delete(blob);
    }
  }
}

export const fileName = ({ name }: Embedding): string => `${name}.pt`;

/** A1111's form; its name there is the file's name. */
export function embeddingBlob({ name, vectors, count, width, step, modelName }: Embedding): Blob {
  const bytes = writeEmbeddingPt({ name, vectors, count, width, step, modelHash: null, modelName });
  return new Blob([bytes], { type: 'application/octet-stream' });
}
