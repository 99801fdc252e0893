/** The runs on this device, as they are listed: records only. */
import type { Run } from '../../../train/records';
import type { Services } from '../../services';

export class Runs {
  /** the last written first */
  list = $state.raw<Run[]>([]);

  constructor(private readonly services: Services) {}

  byId(id: string): Run | undefined {
    return this.list.find((run) => run.id === id);
  }

  async refresh(): Promise<void> {
    this.list = await this.services.store.runs.list();
  }

  async put(...runs: Run[]): Promise<void> {
    await this.services.store.runs.put(runs);
    await this.refresh();
  }

  async remove(id: string): Promise<void> {
    await this.services.store.runs.delete(id);
    await this.refresh();
  }
}
