/** The GPU and the storage of this browser, as the workers report them. */
import type { AdapterReport } from '../../../workers/api';
import { failureData, type FailureData } from '../../failure';
import type { Services } from '../services';

export class Device {
  adapter = $state.raw<AdapterReport | undefined>();
  failure = $state.raw<FailureData | undefined>();
  storage = $state.raw<{ used: number; free: number } | undefined>();
  /** undefined: not asked yet */
  persisted = $state<boolean | undefined>();

  constructor(private readonly services: Services) {}

  async probe(): Promise<void> {
    try {
      this.adapter = await this.services.workers.trainer.probe();
      this.failure = undefined;
    } catch (error) {
      this.failure = failureData(error);
    }
  }

  async measure(): Promise<void> {
    this.storage = await this.services.store.storageUse();
    if (await this.services.store.isStoragePersisted()) this.persisted = true;
  }

  async persist(): Promise<void> {
    this.persisted = await this.services.store.persistStorage();
  }
}
