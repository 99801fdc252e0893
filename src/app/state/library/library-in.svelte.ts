/** Words that come in as files or from addresses, and what was found in them. */
import type { Added } from '../../../../workers/library-api';
import type { Services } from '../../services';
import type { Learned } from './learned.svelte';

export class WordsIn {
  /** files being read */
  reading = $state(0);
  /** addresses being asked */
  fetching = $state(0);
  /** of the last files or address, until the person has closed it */
  report = $state.raw<Added | undefined>();

  constructor(
    private readonly services: Services,
    private readonly learned: Learned,
  ) {
    services.workers.onCrash((_, worker) => {
      // Calls under way never answer.
      if (worker === 'library') this.reading = this.fetching = 0;
    });
  }

  get busy(): boolean {
    return this.reading + this.fetching > 0;
  }

  async addFiles(files: readonly File[]): Promise<void> {
    if (!files.length) return;
    await this.add('reading', files.length, () => this.services.workers.library.add([...files]));
  }

  /** Throws `url.*`, `library.*`. */
  async addAddress(url: string): Promise<void> {
    await this.add('fetching', 1, () => this.services.workers.library.addAddress(url));
  }

  /** Others may be under way: each takes back what it counted. */
  private async add(what: 'reading' | 'fetching', count: number, ask: () => Promise<Added>): Promise<void> {
    this[what] += count;
    this.report = undefined;
    try {
      const report = await ask();
      await this.learned.refresh();
      this.report = report;
    } finally {
      this[what] = Math.max(0, this[what] - count);
    }
  }
}
