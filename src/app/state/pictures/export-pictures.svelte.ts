/** @file The pictures shown as one archive, for A1111, kohya and the like. */
import { StoredZip } from '../../../formats/zip-write';
import { exportNames, type CaptionForm } from '../../../images/export/names';
import type { Picture } from '../../../store/records';
import type { PackedFile } from '../../../../workers/intake-api';
import { inBatches } from '../../logic/in-batches';
import type { Services } from '../../services';

const [BATCH, AHEAD] = [8, 32];

export class ExportPictures {
  /** pictures still to be packed; 0: none is under way */
  left = $state(0);
  private stopping = new AbortController();

  constructor(private readonly services: Services) {}

  /** Undefined where it was cancelled. Pictures' bytes are read one by one and referred to, never held together. Throws `picture.unreadable`. */
  async archive(pictures: readonly Picture[], form: CaptionForm): Promise<Blob | undefined> {
    const { signal } = (this.stopping = new AbortController());
    const names = exportNames(pictures, form);
    const requests = pictures.map((picture, i) => ({ stem: names[i], picture, text: form === 'text' }));
    this.left = pictures.length;
    const zip = new StoredZip();
    const parts: BlobPart[] = [];
    const take = async (packed: PackedFile[][]): Promise<void> => {
      for (const { path, blob, crc } of packed.flat()) parts.push(zip.headOf(path, { size: blob.size, crc }), blob);
      this.left -= packed.length;
    };
    try {
      await inBatches(requests, (request) => this.services.workers.intake.pack(request, signal), { size: BATCH, ahead: AHEAD, take });
      return new Blob([...parts, zip.end()], { type: 'application/zip' });
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    } finally {
      this.stopping.abort();
      this.left = 0;
    }
  }

  cancel(): void {
    this.stopping.abort();
  }
}
