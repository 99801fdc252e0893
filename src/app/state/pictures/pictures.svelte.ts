/** The pictures to learn from. Every change is stored; a bad file is reported and loses nothing else. */
import { Failure } from '../../../failure';
import type { Dataset, Picture } from '../../../store/records';
import { ObjectUrls } from '../../platform/object-urls';
import type { Services } from '../../services';
import type { Notices } from '../notices.svelte';
import type { OfferedPicture } from '../../logic/offered-pictures';
import { Reading } from './intake.svelte';
import { digestsOf } from './read-pictures';

/** Thumbnails with an address at a time. */
const MOST_URLS = 1000;

export class Pictures {
  dataset = $state.raw<Dataset>({ id: '', pictures: [], created: 0 });
  /** files being read */
  readonly intake: Reading;
  /** what stood here before another set took its place; remembered over a reload */
  setAside = $state.raw<Dataset | undefined>();
  /** raised whenever another set, or an emptied one, comes to stand here: what is read for one is none of the next one's */
  private turns = 0;
  private named: { list: readonly Picture[]; names: readonly string[] } = { list: [], names: [] };
  private readonly urls = new ObjectUrls(MOST_URLS);
  /** of the last change; settles, whatever became of it */
  private written: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly services: Services,
    notices: Pick<Notices, 'add'>,
  ) {
    this.intake = new Reading(services, notices);
  }

  get list(): Picture[] {
    return this.dataset.pictures;
  }

  get captioned(): boolean {
    return this.list.some(({ caption }) => caption.trim() !== '');
  }

  /** File names of pictures without captions: the same array as long as they are the same. */
  get uncaptioned(): readonly string[] {
    const { list } = this;
    if (this.named.list === list) return this.named.names;
    const names = uncaptionedNames(list);
    const same = names.length === this.named.names.length && names.every((name, i) => name === this.named.names[i]);
    this.named = { list, names: same ? this.named.names : names };
    return this.named.names;
  }

  async open(): Promise<void> {
    const { store } = this.services;
    const id = await store.currentDatasetId();
    const stored = id ? await store.loadDataset(id) : undefined;
    this.dataset = stored ?? store.newDataset();
    const asideId = await store.asideDatasetId();
    if (asideId) this.setAside ??= await store.loadDataset(asideId);
  }

  /** A run that may go on, or waits to begin, needs its pictures as they were: the next change goes into a new dataset. */
  async freeze(datasetId: string): Promise<void> {
    const frozen = (dataset: Dataset): Dataset => (dataset.id === datasetId ? { ...dataset, frozen: true } : dataset);
    this.dataset = frozen(this.dataset);
    this.setAside = this.setAside && frozen(this.setAside);
    await this.written;
    await this.services.store.freezeDataset(datasetId);
  }

  /** In the order given, those of the same bytes once. They appear some at a time while the rest is being read. */
  add(offered: readonly OfferedPicture[]): Promise<void> {
    return this.read(offered, { bundled: undefined });
  }

  /** `kind`: what the set is once these pictures are in it. */
  private async read(offered: readonly OfferedPicture[], kind: Pick<Dataset, 'bundled'> = {}): Promise<void> {
    if (!offered.length) return;
    const { turns } = this;
    const digests = await digestsOf(this.list, this.services.workers.intake);
    if (turns !== this.turns) return;
    const added: Record<string, true> = {};
    try {
      await this.intake.read(offered, digests, async (pictures) => {
        if (turns !== this.turns) return;
        for (const { id } of pictures) added[id] = true;
        await this.change([...this.list, ...pictures], kind);
      });
    } finally {
      await this.letGo(added).catch(() => undefined);
    }
  }

  /**
   * Files that were given are held no longer: what the store has of them takes their place, which lasts though a file be moved
   * or changed. Where that cannot be read they stay.
   */
  private async letGo(added: Readonly<Record<string, true>>): Promise<void> {
    await this.written;
    const { id } = this.dataset;
    const stored = (await this.services.store.loadDataset(id))?.pictures ?? [];
    const blobs = Object.fromEntries(stored.flatMap((picture) => (picture.id in added ? [[picture.id, picture.blob]] : [])));
    if (this.dataset.id !== id) return;
    this.dataset = { ...this.dataset, pictures: this.list.map((picture) => (picture.id in blobs ? { ...picture, blob: blobs[picture.id] } : picture)) };
  }

  async remove(id: string): Promise<void> {
    await this.change(this.list.filter((picture) => picture.id !== id));
  }

  async clear(): Promise<void> {
    this.leave();
    await this.change([]);
  }

  /** Captions by the pictures' ids, all in one write. A picture whose caption stays is the same object. */
  async captions(changes: ReadonlyMap<string, string>): Promise<void> {
    const captioned = (picture: Picture): Picture => {
      const caption = changes.get(picture.id) ?? picture.caption;
      return caption === picture.caption ? picture : { ...picture, caption };
    };
    await this.change(this.list.map(captioned));
  }

  /** What a person decided about pictures by hand, by the pictures' ids; undefined takes it back. */
  async alter(changes: Readonly<Record<string, Pick<Picture, 'crop'> | Pick<Picture, 'mask'>>>): Promise<void> {
    await this.change(this.list.map((picture) => (picture.id in changes ? { ...picture, ...changes[picture.id] } : picture)));
  }

  /** Shows bundled pictures instead; `own` ones are set aside, not lost. */
  async replace(files: readonly OfferedPicture[], own: boolean): Promise<void> {
    this.leave();
    // Before anything is read: meanwhile a person may choose another set.
    if (own) this.setAside = this.nextAside;
    this.dataset = { ...this.services.store.newDataset(), bundled: true };
    await this.read(files);
  }

  /** Shows a stored set, say of an earlier run; what stands here is set aside. Throws `dataset.gone`. */
  async show(datasetId: string): Promise<void> {
    if (datasetId === this.dataset.id) return;
    const stored = await this.stored(datasetId);
    // From one run's pictures to another's: those of both are found through their runs.
    const aside = this.dataset.frozen && this.setAside ? this.setAside : this.nextAside;
    await this.turn(stored, aside);
  }

  /** Shows a stored set; what stands here is stored, not set aside: it was made of that one, or that one of it. Throws `dataset.gone`. */
  async turnTo(datasetId: string): Promise<void> {
    const stored = await this.stored(datasetId);
    await this.turn(stored, this.setAside);
  }

  /** Stores a set made of another and shows it; what stands here is set aside if it is not that other. Throws `store.*`: nothing has changed. */
  async adopt(made: Dataset): Promise<void> {
    await this.services.store.saveDataset(made);
    await this.turn(made, this.dataset.id === made.origin ? this.setAside : this.nextAside);
  }

  /** A person's own pictures that nothing else leads to take its place aside. */
  async bringBack(): Promise<void> {
    const { dataset, setAside } = this;
    const own = dataset.pictures.length > 0 && !dataset.bundled && !dataset.frozen;
    if (setAside) await this.turn(setAside, own ? dataset : undefined);
  }

  /** What is aside once another set stands here. A bundled one takes nobody's place there: a click shows it again. */
  private get nextAside(): Dataset | undefined {
    const { dataset, setAside } = this;
    if (!dataset.pictures.length) return setAside;
    return dataset.bundled ? (setAside ?? dataset) : dataset;
  }

  private async stored(datasetId: string): Promise<Dataset> {
    await this.written;
    const stored = await this.services.store.loadDataset(datasetId);
    if (!stored?.pictures.length) throw new Failure('dataset.gone');
    return stored;
  }

  private async turn(dataset: Dataset, aside: Dataset | undefined): Promise<void> {
    this.leave();
    this.dataset = dataset;
    this.setAside = aside?.id === dataset.id ? undefined : aside;
    await this.remember();
  }

  /** Nothing of what is being read comes any more: it was for what stands here now. */
  private leave(): void {
    this.turns++;
    this.intake.cancel();
  }

  private remember(): Promise<void> {
    return this.services.store.setCurrentDatasetId(this.dataset.id, this.setAside?.id);
  }

  /** Address of a thumbnail, made once. */
  url({ thumbnail }: Picture): string {
    return this.urls.of(thumbnail);
  }

  private change(pictures: Picture[], kind: Pick<Dataset, 'bundled'> = {}): Promise<void> {
    const base = this.dataset.frozen ? this.successor() : this.dataset;
    this.dataset = { ...base, ...kind, pictures };
    this.urls.keepOnly([...pictures, ...(this.setAside?.pictures ?? [])].map(({ thumbnail }) => thumbnail));
    const write = this.write();
    this.written = write.catch(() => undefined);
    return write;
  }

  /** A new set in the place of this one, made of the same set. */
  private successor(): Dataset {
    const { origin, prepared, bundled } = this.dataset;
    return { ...this.services.store.newDataset(), ...(origin && { origin, prepared }), ...(bundled && { bundled }) };
  }

  private async write(): Promise<void> {
    const { id } = this.dataset;
    const kept = await this.services.store.saveDataset(this.dataset);
    if (!kept && this.dataset.id === id) await this.fork();
    await this.remember();
  }

  /** Another tab made a run of the set, or changed it: what stands here goes on as a set of its own. */
  private async fork(): Promise<void> {
    const { store } = this.services;
    const { id } = this.dataset;
    this.dataset = { ...this.successor(), pictures: this.list };
    await store.saveDataset(this.dataset);
    const theirs = this.setAside ? undefined : await store.loadDataset(id);
    // A run leads to what it was made of; to what was only changed nothing else would.
    if (theirs?.pictures.length && !theirs.frozen) this.setAside ??= theirs;
  }
}

export const uncaptionedNames = (pictures: readonly Picture[]): string[] => pictures.filter(({ caption }) => !caption.trim()).map(({ name }) => name);
