/** The models on this device and which one is chosen. */
import type { ModelManifest } from '../../store/records';
import type { Services } from '../services';

const CHOSEN = 'model';

export interface ModelProgress {
  kind: 'unpacking' | 'importing';
  done: number;
  total: number;
}

export class Models {
  list = $state.raw<ModelManifest[]>([]);
  chosenId = $state<string>('');
  bundledId = $state<string>('');
  progress = $state.raw<ModelProgress | undefined>();

  constructor(private readonly services: Services) {}

  get chosen(): ModelManifest | undefined {
    return this.list.find(({ id }) => id === this.chosenId);
  }

  /** Shows what is stored at once; the bundled model follows when it is unpacked. */
  async open(): Promise<void> {
    const { store } = this.services;
    await this.refresh();
    const stored = await store.loadSettings<string>(CHOSEN);
    this.chosenId = this.pick(stored);
    this.bundledId = await store.ensureBundledModel(this.report('unpacking')).finally(() => (this.progress = undefined));
    await this.refresh();
    this.chosenId = this.pick(stored);
    await store.sweepModels();
  }

  async choose(id: string): Promise<void> {
    this.chosenId = id;
    await this.services.store.saveSettings(CHOSEN, id);
  }

  /** A folder in the diffusers layout; `check` rejects what cannot be trained, and then nothing of it is kept. */
  async add(files: File[], check: (modelId: string) => Promise<unknown>): Promise<void> {
    const { store } = this.services;
    const paths = files.map((file) => ({ path: file.webkitRelativePath || file.name, blob: file }));
    const name = paths[0].path.split('/')[0];
    try {
      const id = await store.importModelFiles(paths, name, this.report('importing'));
      await check(id).catch(async (error) => {
        await store.deleteModel(id);
        throw error;
      });
      await this.refresh();
      await this.choose(id);
    } finally {
      this.progress = undefined;
    }
  }

  async remove(id: string): Promise<void> {
    await this.services.store.deleteModel(id);
    await this.refresh();
    await this.choose(this.pick(this.chosenId));
  }

  private async refresh(): Promise<void> {
    this.list = await this.services.store.listModels();
  }

  private pick(wanted: string | undefined): string {
    const known = this.list.some(({ id }) => id === wanted);
    return (known ? wanted : this.list[0]?.id) ?? '';
  }

  private report(kind: ModelProgress['kind']) {
    return (done: number, total: number) => {
      this.progress = { kind, done, total };
    };
  }
}
