/** What experience says of the pictures shown: measured behind all else, kept in the store, judged anew with every change. */
import { looksKey } from '../../../store/looks';
import type { Picture, PictureLooks } from '../../../store/records';
import { advise } from '../../logic/advice/advise';
import type { Advice, AlikeIds } from '../../logic/advice/advice';
import { adviceSettings } from '../../logic/advice/settings';
import type { Services } from '../../services';
import type { Setup } from '../fields/setup.svelte';
import type { Pictures } from './pictures.svelte';

/** Pictures measured between two writes: what each write changes on the page is judged anew. */
const AT_ONCE = 32;

export class PictureAdvice {
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

  constructor(
    private readonly services: Services,
    private readonly pictures: Pictures,
    private readonly setup: Setup,
  ) {}

  /** Worked out at each reading. */
  get list(): Advice[] {
    const { draft, preset, trainedSize } = this.setup;
    const pictures = this.pictures.list.map((picture) => ({ ...picture, looks: this.looks[looksKey(picture)] }));
    return advise({ pictures, pairs: this.pairs, settings: adviceSettings(draft, preset, trainedSize) });
  }

  get unmeasured(): number {
    return this.pictures.list.filter((picture) => this.unread.includes(looksKey(picture))).length;
  }

  /** What was measured before; no picture is read. */
  async recall(): Promise<void> {
    const keys = this.pictures.list.map(looksKey).filter((key) => !(key in this.looks));
    const stored = await this.services.store.loadLooks(keys);
    this.know(keys.flatMap((key, i) => (stored[i] ? [[key, stored[i]] as const] : [])));
    await this.compare();
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

  /** What is under way is finished and kept. */
  rest(): void {
    this.wanted = false;
  }

  private missing(): Picture[] {
    return this.pictures.list.filter((picture) => !(looksKey(picture) in this.looks) && !this.unread.includes(looksKey(picture)));
  }

  private async measureAll(missing: readonly Picture[]): Promise<void> {
    for (let done = 0; this.wanted && done < missing.length; done += AT_ONCE) {
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
    const known = this.pictures.list.flatMap((picture) => {
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
