/** The runs on this device, as they are listed: records only. */
import type { Run } from '../../../train/records';
import { datasetsOf } from '../../logic/runs/in-turn';
import type { Services } from '../../services';

export class Runs {
  /** the last written first */
  list = $state.raw<Run[]>([]);

  /** `setsInUse`: picture sets that are chosen for the next run */
  constructor(
    private readonly services: Services,
    private readonly setsInUse: () => readonly string[] = () => [],
  ) {}

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

  /** Picture sets that were kept as they were for its sake are let go. */
  async remove(id: string): Promise<void> {
    const { store } = this.services;
    await this.refresh();
    const run = this.byId(id);
    await store.runs.delete(id);
    await this.refresh();
    const needed = [...this.list.flatMap(datasetsOf), ...this.setsInUse()];
    if (run) await store.releaseDatasets(datasetsOf(run).filter((set) => !needed.includes(set)));
  }
}
