/** The models on this device and which one is chosen. */
import type { ModelManifest } from '../../../store/records';
import { canTrain, hasOwnVae, lendsVae } from '../../logic/stored-model';
import type { Services } from '../../services';

const CHOSEN = 'model';

export interface Unpacking {
  done: number;
  total: number;
}

export class Models {
  list = $state.raw<ModelManifest[]>([]);
  chosenId = $state<string>('');
  bundledId = $state<string>('');
  /** of the bundled model, at the first visit */
  unpacking = $state.raw<Unpacking | undefined>();
  /** bytes that the last deletion gave back: less than the model's size where another one shares its parts */
  freed = $state.raw<{ name: string; bytes: number } | undefined>();

  constructor(private readonly services: Services) {}

  get chosen(): ModelManifest | undefined {
    return this.byId(this.chosenId);
  }

  /** Models to train on. */
  get trainable(): ModelManifest[] {
    return this.list.filter(canTrain);
  }

  byId(id: string | undefined): ModelManifest | undefined {
    return this.list.find((model) => model.id === id);
  }

  /** Models and autoencoders whose VAE another one may use. */
  vaesFor(model?: ModelManifest): ModelManifest[] {
    return this.list.filter((other) => other.id !== model?.id && lendsVae(other));
  }

  /** VAEs that may make the latents in place of the one the chosen model uses: `own` beside an attached one, ids. */
  get latentVaes(): string[] {
    const { chosen } = this;
    if (!chosen || chosen.bundled) return [];
    const others = this.vaesFor(chosen).filter(({ id }) => id !== chosen.vaeModelId);
    return [...(chosen.vaeModelId && hasOwnVae(chosen) ? ['own'] : []), ...others.map(({ id }) => id)];
  }

  /** Shows what is stored at once; the bundled model follows when it is unpacked. */
  async open(): Promise<void> {
    const { store } = this.services;
    await this.refresh();
    const stored = await store.loadSettings<string>(CHOSEN);
    this.chosenId = this.pick(stored);
    try {
      // Leftovers first: the bundled model may need their room.
      await store.sweepModels();
    } finally {
      await this.unpack();
    }
    this.chosenId = this.pick(stored);
  }

  private async unpack(): Promise<void> {
    const report = (done: number, total: number) => (this.unpacking = { done, total });
    this.bundledId = await this.services.store.ensureBundledModel(report).finally(() => (this.unpacking = undefined));
    await this.refresh();
  }

  async choose(id: string): Promise<void> {
    this.chosenId = id;
    await this.services.store.saveSettings(CHOSEN, id);
  }

  async remove(model: ModelManifest): Promise<void> {
    const bytes = await this.services.store.deleteModel(model.id);
    this.freed = { name: model.name, bytes };
    await this.refresh();
    await this.choose(this.pick(this.chosenId));
  }

  async rename(id: string, name: string): Promise<void> {
    const wanted = name.trim();
    if (!wanted || wanted === this.byId(id)?.name) return;
    await this.change(this.services.store.renameModel(id, wanted));
  }

  async setPrediction(id: string, prediction: NonNullable<ModelManifest['prediction']>): Promise<void> {
    await this.change(this.services.store.setPrediction(id, prediction));
  }

  /** `vaeModelId`: empty for the model's own. */
  async attachVae(id: string, vaeModelId: string): Promise<void> {
    await this.change(this.services.store.attachVae(id, vaeModelId || undefined));
  }

  async refresh(): Promise<void> {
    this.list = await this.services.store.listModels();
  }

  private async change(done: Promise<void>): Promise<void> {
    try {
      await done;
    } finally {
      // After a refusal too: fields then show again what is true.
      await this.refresh();
    }
  }

  private pick(wanted: string | undefined): string {
    const models = this.trainable;
    const known = models.some(({ id }) => id === wanted);
    return (known ? wanted : models[0]?.id) ?? '';
  }
}
