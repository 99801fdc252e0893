/** What experience says of the pictures of one word of the next run: measured behind all else, kept in the store, judged anew with every change. */
import { looksKey } from '../../../store/looks';
import type { Dataset, Picture, PictureLooks } from '../../../store/records';
import { advise } from '../../logic/advice/advise';
import type { Advice, AdviceAction, AlikeIds } from '../../logic/advice/advice';
import { adviceSettings } from '../../logic/advice/settings';
import type { Draft } from '../../logic/fields/draft';
import type { FurtherDraft } from '../../logic/fields/further';
import type { Services } from '../../services';
import type { Setup } from '../fields/setup.svelte';
import type { Pictures } from './pictures.svelte';

/** Pictures measured between two writes: what each write changes on the page is judged anew. */
const AT_ONCE = 32;

export class PictureAdvice {
  /** whose pictures are judged: 0 is the first word, whose pictures the page shows, n the further one before the nth */
  word = $state(0);
  /** pictures that are being measured */
  progress = $state.raw<{ done: number; total: number } | undefined>();
  /** by their keys in the store */
  private looks = $state.raw<Readonly<Record<string, PictureLooks>>>({});
  private pairs = $state.raw<readonly AlikeIds[] | undefined>();
  /** that could not be measured; asked again at the next visit only */
  private unread = $state.raw<readonly string[]>([]);
  /** which pictures `pairs` is of */
  private compared: readonly string[] = [];
  private wanted = false;
  /** of a further word */
  private other = $state.raw<Pick<Dataset, 'id' | 'pictures'> | undefined>();

  constructor(
    private readonly services: Services,
    private readonly own: Pick<Pictures, 'list' | 'dataset'>,
    private readonly setup: Setup,
  ) {}

  /** The word judged, where it is not the first one. */
  private get further(): FurtherDraft | undefined {
    return this.setup.further.list[this.word - 1];
  }

  /** They are a further word's, which no panel shows. */
  get elsewhere(): boolean {
    const { further, own } = this;
    return further !== undefined && further.datasetId !== own.dataset.id;
  }

  /** that are judged */
  get pictures(): readonly Picture[] {
    if (!this.elsewhere) return this.own.list;
    return this.other?.id === this.otherId ? this.other.pictures : [];
  }

  private get draft(): Draft {
    const { further, setup: { draft } } = this;
    return further ? { ...draft, name: further.name, vectors: further.vectors, startKind: 'text', startText: further.startText } : draft;
  }

  /** Worked out at each reading. */
  get list(): Advice[] {
    const { draft, setup: { preset, trainedSize } } = this;
    const pictures = this.pictures.map((picture) => ({ ...picture, looks: this.looks[looksKey(picture)] }));
    const said = pictures.length ? advise({ pictures, pairs: this.pairs, settings: adviceSettings(draft, preset, trainedSize) }) : [];
    return this.elsewhere ? said.map((one) => ({ ...one, actions: one.actions.filter((action) => !('open' in action)) })) : said;
  }

  /** Takes the value that a piece of advice offers: a number of vectors is of the word judged. */
  take({ set: [key, value] }: Extract<AdviceAction, { set: unknown }>): void {
    if (this.further && key === 'vectors') this.setup.further.set(this.word - 1, 'vectors', value);
    else this.setup.set(key, value);
  }

  get unmeasured(): number {
    return this.pictures.filter((picture) => this.unread.includes(looksKey(picture))).length;
  }

  /** What was measured before; no picture is read. */
  async recall(): Promise<void> {
    await this.fetch();
    const keys = this.pictures.map(looksKey).filter((key) => !(key in this.looks));
    const stored = await this.services.store.loadLooks(keys);
    this.know(keys.flatMap((key, i) => (stored[i] ? [[key, stored[i]] as const] : [])));
    await this.compare();
  }

  /** id of the set to be judged, where it is not the one the page shows */
  private get otherId(): string {
    return (this.elsewhere && this.further?.datasetId) || '';
  }

  private async fetch(): Promise<void> {
    const id = this.otherId;
    if (!id || id === this.other?.id) return;
    const stored = await this.services.store.loadDataset(id);
    if (id === this.otherId) this.other = { id, pictures: stored?.pictures ?? [] };
  }

  /** Measures what is missing as long as that is wanted, also of pictures that come meanwhile. */
  async measure(): Promise<void> {
    this.wanted = true;
    await this.recall();
    if (this.progress) return;
    try {
      for (let missing = this.missing(); this.wanted && missing.length; missing = this.missing()) await this.measureAll(missing);
    } finally {
      this.progress = undefined;
    }
    await this.compare();
  }

  /** What is under way is finished and kept; the first word is judged again. */
  rest(): void {
    this.wanted = false;
    if (!this.word) return;
    this.word = 0;
    this.other = undefined;
    // What is not known is not said.
    this.recall().catch(() => undefined);
  }

  private missing(): Picture[] {
    return this.pictures.filter((picture) => !(looksKey(picture) in this.looks) && !this.unread.includes(looksKey(picture)));
  }

  private async measureAll(missing: readonly Picture[]): Promise<void> {
    const { word } = this;
    for (let done = 0; this.wanted && this.word === word && done < missing.length; done += AT_ONCE) {
      this.progress = { done, total: missing.length };
      await this.measureSome(missing.slice(done, done + AT_ONCE));
    }
  }

  private async look({ blob, name }: Picture): Promise<PictureLooks> {
    try {
      return await this.services.workers.judge.look(blob, name);
    } finally {
      this.progress = this.progress && { ...this.progress, done: this.progress.done + 1 };
    }
  }

  private async measureSome(pictures: readonly Picture[]): Promise<void> {
    const results = await Promise.allSettled(pictures.map((picture) => this.look(picture)));
    const keys = pictures.map(looksKey);
    const measured = results.flatMap((result, i) => (result.status === 'fulfilled' ? [[keys[i], result.value] as const] : []));
    this.unread = [...this.unread, ...keys.filter((_, i) => results[i].status === 'rejected')];
    this.know(measured);
    // A cache: what could not be stored is measured again.
    await this.services.store.saveLooks(measured).catch(() => undefined);
  }

  private know(more: readonly (readonly [string, PictureLooks])[]): void {
    if (more.length) this.looks = { ...this.looks, ...Object.fromEntries(more) };
  }

  /** Looks for near duplicates among all that was measured, unless that was done for these pictures. */
  private async compare(): Promise<void> {
    const known = this.pictures.flatMap((picture) => {
      const looks = this.looks[looksKey(picture)];
      return looks ? [{ id: picture.id, hash: looks.hash }] : [];
    });
    const ids = known.map(({ id }) => id);
    if (isSame(ids, this.compared)) return;
    this.compared = ids;
    const pairs = await this.services.workers.judge.alike(known.map(({ hash }) => hash));
    if (this.compared === ids) this.pairs = pairs.map(({ first, second }) => [ids[first], ids[second]] as const);
  }
}

const isSame = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((id, i) => id === b[i]);
