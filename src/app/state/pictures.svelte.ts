/** The pictures to learn from. Every change is stored; a bad file is reported and loses nothing else. */
import { captionFiles } from '../logic/caption-files';
import type { Dataset, Picture } from '../../store/records';
import { ObjectUrls } from '../platform/object-urls';
import type { Services } from '../services';
import type { Notices } from './notices.svelte';

/** Only thumbnails are needed here; the trainer makes its own crops at the model's size. */
const THUMBNAIL_CROP = 64;

export class Pictures {
  dataset = $state.raw<Dataset>({ id: '', pictures: [], created: 0 });
  /** files still being read */
  reading = $state(0);
  /** what stood here before a bundled set took its place */
  setAside = $state.raw<Dataset | undefined>();
  private readonly urls = new ObjectUrls();
  /** of the last change; settles, whatever became of it */
  private written: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly services: Services,
    private readonly notices: Notices,
  ) {}

  get list(): Picture[] {
    return this.dataset.pictures;
  }

  get captioned(): boolean {
    return this.list.some(({ caption }) => caption.trim() !== '');
  }

  async open(): Promise<void> {
    const { store } = this.services;
    const id = await store.currentDatasetId();
    const stored = id ? await store.loadDataset(id) : undefined;
    this.dataset = stored ?? store.newDataset();
  }

  /** A run that may go on, or waits to begin, needs its pictures as they were: the next change goes into a new dataset. */
  async freeze(datasetId: string): Promise<void> {
    const frozen = (dataset: Dataset): Dataset => (dataset.id === datasetId ? { ...dataset, frozen: true } : dataset);
    this.dataset = frozen(this.dataset);
    this.setAside = this.setAside && frozen(this.setAside);
    await this.written;
    await this.services.store.freezeDataset(datasetId);
  }

  async add(files: File[]): Promise<void> {
    const found = await captionFiles(files);
    this.reading += found.length;
    const read: Picture[] = [];
    for (const { picture, caption } of found) {
      const made = await this.read(picture, caption);
      if (made) read.push(made);
      this.reading--;
    }
    if (read.length) await this.change([...this.list, ...read]);
  }

  async remove(id: string): Promise<void> {
    await this.change(this.list.filter((picture) => picture.id !== id));
  }

  async clear(): Promise<void> {
    await this.change([]);
  }

  async caption(id: string, caption: string): Promise<void> {
    await this.change(this.list.map((picture) => (picture.id === id ? { ...picture, caption } : picture)));
  }

  /** Shows other pictures instead; `own` ones are set aside, not lost. */
  async replace(files: File[], own: boolean): Promise<void> {
    const aside = own && this.list.length ? this.dataset : this.setAside;
    this.dataset = this.services.store.newDataset();
    await this.add(files);
    this.setAside = aside;
  }

  async bringBack(): Promise<void> {
    if (!this.setAside) return;
    this.dataset = this.setAside;
    this.setAside = undefined;
    await this.services.store.setCurrentDatasetId(this.dataset.id);
  }

  /** Address of a thumbnail, made once. */
  url({ thumbnail }: Picture): string {
    return this.urls.of(thumbnail);
  }

  private async read(file: File, caption: string): Promise<Picture | undefined> {
    const name = file.name;
    try {
      const { thumbnail, width, height } = await this.services.workers.images.prepare(file, name, THUMBNAIL_CROP);
      return { id: crypto.randomUUID(), name, caption, blob: file, thumbnail, width, height };
    } catch (error) {
      this.notices.add(error);
      return undefined;
    }
  }

  private change(pictures: Picture[]): Promise<void> {
    const base = this.dataset.frozen ? this.services.store.newDataset() : this.dataset;
    this.dataset = { ...base, pictures };
    this.urls.keepOnly([...pictures, ...(this.setAside?.pictures ?? [])].map(({ thumbnail }) => thumbnail));
    const write = this.write();
    this.written = write.catch(() => undefined);
    return write;
  }

  private async write(): Promise<void> {
    const { store } = this.services;
    if (!(await store.saveDataset(this.dataset))) {
      // Another tab made a run of it.
      this.dataset = { ...store.newDataset(), pictures: this.list };
      await store.saveDataset(this.dataset);
    }
    await store.setCurrentDatasetId(this.dataset.id);
  }
}
