/** The screen of runs: what their logs say, which are chosen, what is done with them. */
import { SvelteSet } from 'svelte/reactivity';
import type { Run } from '../../../train/records';
import { download } from '../../platform/download';
import type { Services } from '../../services';
import { RunDigests } from './run-digests';
import type { Runs } from './runs.svelte';

export class History {
  /** a run is being written into an archive */
  saving = $state(false);
  private readonly marked = new SvelteSet<string>();
  readonly digests: RunDigests;

  constructor(
    private readonly services: Services,
    private readonly runs: Runs,
  ) {
    this.digests = new RunDigests(services);
    services.workers.onCrash((_, worker) => {
      if (worker === 'library') this.saving = false;
    });
  }

  /** Those that have had their turn, the last written first. */
  get begun(): Run[] {
    return this.runs.list.filter(({ status }) => status !== 'waiting');
  }

  /** In the order of the list; what was deleted since is left out. */
  get chosen(): Run[] {
    return this.marked.size ? this.begun.filter(({ id }) => this.marked.has(id)) : [];
  }

  isChosen(id: string): boolean {
    return this.marked.has(id);
  }

  toggle(id: string): void {
    if (!this.marked.delete(id)) this.marked.add(id);
  }

  chooseNone(): void {
    this.marked.clear();
  }

  /** The run and all that came of it, as A1111 would have left it. Throws `run.not-found`, `library.gone`. */
  async save(id: string): Promise<void> {
    this.saving = true;
    try {
      const { blob, name } = await this.services.workers.library.exportRun(id);
      download(blob, name);
    } finally {
      this.saving = false;
    }
  }
}
