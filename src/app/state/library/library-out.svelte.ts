/** Words as files: downloaded one by one or together, shared, dragged out of the page. */
import type { ExportedFile, ExportForm } from '../../../../workers/library-api';
import { download } from '../../platform/download';
import { canShareFiles, shareFile } from '../../platform/share';
import type { Services } from '../../services';

export const FORMS: readonly ExportForm[] = ['pt', 'safetensors', 'bin', 'card', 'plain-card'];

export class WordsOut {
  /** files being written */
  writing = $state(0);
  /** the form last used: what dragging gives, and what many at once are offered as */
  form = $state<ExportForm>('pt');

  constructor(private readonly services: Services) {
    services.workers.onCrash((_, worker) => {
      if (worker === 'library') this.writing = 0;
    });
  }

  /** Throws `library.gone`. */
  async save(id: string, form: ExportForm): Promise<void> {
    this.form = form;
    const { blob, name } = await this.file(id, form);
    download(blob, name);
  }

  async saveAll(ids: readonly string[]): Promise<void> {
    const { blob, name } = await this.counted(() => this.services.workers.library.exportAll([...ids], this.form));
    download(blob, name);
  }

  /** Systems pass pictures on, other files hardly ever. */
  get canShare(): boolean {
    return canShareFiles('image/png');
  }

  async share(id: string): Promise<void> {
    await shareFile(await this.file(id, 'card'));
  }

  file(id: string, form: ExportForm): Promise<ExportedFile> {
    return this.counted(() => this.services.workers.library.export(id, form));
  }

  private async counted<T>(write: () => Promise<T>): Promise<T> {
    this.writing++;
    try {
      return await write();
    } finally {
      this.writing = Math.max(0, this.writing - 1);
    }
  }
}
