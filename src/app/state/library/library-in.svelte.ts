/** Words that come in as files or from addresses, and what was found in them. */
import type { Added } from '../../../../workers/library-api';
import type { Services } from '../../services';
import type { Learned } from './learned.svelte';

export class WordsIn {
  /** files being read; 0 while an address is asked is told apart by `fetching` */
  reading = $state(0);
  fetching = $state(false);
  /** of the last files or address, until the person has closed it */
  report = $state.raw<Added | undefined>();

  constructor(
    private readonly services: Services,
    private readonly learned: Learned,
  ) {
    services.workers.onCrash((_, worker) => {
      // Calls under way never answer.
      if (worker === 'library') this.end();
    });
  }

  get busy(): boolean {
    return this.reading > 0 || this.fetching;
  }

  async addFiles(files: readonly File[]): Promise<void> {
    if (!files.length) return;
    this.reading += files.length;
    await this.add(() => this.services.workers.library.add([...files]));
  }

  /** Throws `url.*`, `library.*`. */
  async addAddress(url: string): Promise<void> {
    this.fetching = true;
    await this.add(() => this.services.workers.library.addAddress(url));
  }

  private async add(ask: () => Promise<Added>): Promise<void> {
    this.report = undefined;
    try {
      const report = await ask();
      await this.learned.refresh();
      this.report = report;
    } finally {
      this.end();
    }
  }

  private end(): void {
    this.reading = 0;
    this.fetching = false;
  }
}
