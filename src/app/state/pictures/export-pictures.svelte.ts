/** @file The pictures shown as one archive, for A1111, kohya and the like. A picture that cannot be packed loses nothing else. */
import { Failure } from '../../../failure';
import { StoredZip } from '../../../formats/zip-write';
import { exportNames, kohyaFolder, REPEATS, type CaptionForm } from '../../../images/export/names';
import type { Picture } from '../../../store/records';
import type { PackedFile, PackRequest } from '../../../../workers/intake-api';
import { inBatches } from '../../logic/in-batches';
import type { Services } from '../../services';
import type { Notices } from '../notices.svelte';
import { namesOf } from './read-pictures';

const [BATCH, AHEAD] = [8, 32];

/** Files side by side as A1111 takes them, or in one folder as kohya does. */
export type Layout = (typeof LAYOUTS)[number];
export const LAYOUTS = ['flat', 'kohya'] as const;

export interface ArchiveChoice {
  layout: Layout;
  /** of kohya's folder, as typed */
  repeats: string;
}

const STORED = 'archive';
const DEFAULTS: ArchiveChoice = { layout: 'flat', repeats: '10' };

/** A picture that is not in the archive. */
class Refused {
  constructor(readonly name: string) {}
}

export class ExportPictures {
  /** pictures still to be packed; 0: none is under way */
  left = $state(0);
  choice = $state.raw<ArchiveChoice>(DEFAULTS);
  private stopping = new AbortController();

  constructor(
    private readonly services: Services,
    private readonly notices: Pick<Notices, 'add'>,
  ) {}

  async open(): Promise<void> {
    const stored = await this.services.store.loadSettings<unknown>(STORED);
    if (isChoice(stored)) this.choice = stored;
  }

  choose(changes: Partial<ArchiveChoice>): void {
    this.choice = { ...this.choice, ...changes };
    // It is on the page anyway.
    this.services.store.saveSettings(STORED, this.choice).catch(() => undefined);
  }

  /** Empty: no folder; undefined where the repeats cannot be read. */
  folder(word: string): string | undefined {
    const { layout, repeats } = this.choice;
    if (layout === 'flat') return '';
    const number = /^\d+$/.test(repeats.trim()) ? Number(repeats) : NaN;
    return number >= REPEATS.min && number <= REPEATS.max ? kohyaFolder(number, word) : undefined;
  }

  /**
   * Undefined where it was cancelled, or where no picture could be packed: that is told, and so are the names of those left out.
   * Pictures' bytes are read one by one and referred to, never held together.
   * @param folder around pictures and captions; empty: none
   */
  async archive(pictures: readonly Picture[], form: CaptionForm, folder = ''): Promise<Blob | undefined> {
    const { signal } = (this.stopping = new AbortController());
    const names = exportNames(pictures, form);
    const requests = pictures.map((picture, i) => ({ stem: names[i], folder, picture, text: form === 'text' }));
    this.left = pictures.length;
    const zip = new StoredZip();
    const parts: BlobPart[] = [];
    const refused: Refused[] = [];
    const take = async (packed: (PackedFile[] | Refused)[]): Promise<void> => {
      for (const one of packed) {
        if (one instanceof Refused) refused.push(one);
        else for (const { path, blob, crc } of one) parts.push(zip.headOf(path, { size: blob.size, crc }), blob);
      }
      this.left -= packed.length;
    };
    try {
      await inBatches(requests, (request) => this.pack(request, signal), { size: BATCH, ahead: AHEAD, take });
      this.tell(refused, pictures.length);
      return refused.length < pictures.length ? new Blob([...parts, zip.end()], { type: 'application/zip' }) : undefined;
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    } finally {
      this.stopping.abort();
      this.left = 0;
    }
  }

  private async pack(request: PackRequest, signal: AbortSignal): Promise<PackedFile[] | Refused> {
    try {
      return await this.services.workers.intake.pack(request, signal);
    } catch {
      signal.throwIfAborted();
      return new Refused(request.picture.name);
    }
  }

  private tell(refused: readonly Refused[], of: number): void {
    if (!refused.length) return;
    const code = refused.length < of ? 'picture.not-packed' : 'picture.none-packed';
    this.notices.add(new Failure(code, { count: refused.length, names: namesOf(refused) }));
  }

  cancel(): void {
    this.stopping.abort();
  }
}

/** Of the store: an older version of the app may have written it. */
function isChoice(value: unknown): value is ArchiveChoice {
  const choice = value as Partial<Record<keyof ArchiveChoice, unknown>> | null;
  return LAYOUTS.some((layout) => layout === choice?.layout) && typeof choice?.repeats === 'string';
}
