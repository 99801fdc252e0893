/** Captions by a model that a person brought: a look at one picture, or a walk over many. */
import { Failure } from '../../../failure';
import { captionOf, type Reading } from '../../../tagging/reading';
import type { TagOptions } from '../../../tagging/tag-options';
import type { Picture } from '../../../store/records';
import type { Look } from '../../../../workers/tagger-api';
import { isWanted } from '../../logic/tagging/new-caption';
import { readTaggingOptions, TAGGING_DEFAULTS, type TaggingOptions } from '../../logic/tagging/options';
import type { Services } from '../../services';
import type { Notices } from '../notices.svelte';
import type { Captions } from './captions.svelte';
import type { Pictures } from './pictures.svelte';
import { planOf, TaggerList } from './tagger-list.svelte';
import { walkPictures, writeBeside, type TaggingReport, type WalkHost } from './tagging-walk';

const STORED = 'tagging';
/** Scores that are looked at on the page, at least. */
const LEAST = 0.05;

/** What the model said of the picture looked at. */
export interface Sight {
  pictureId: string;
  taggerId: string;
  look: Look;
}

export class Tagging {
  readonly taggers: TaggerList;
  options = $state.raw<TaggingOptions>(TAGGING_DEFAULTS);
  progress = $state.raw<{ done: number; total: number } | undefined>();
  /** a run trains: what is under way goes on when it has ended */
  waiting = $state(false);
  report = $state.raw<TaggingReport | undefined>();
  sight = $state.raw<Sight | undefined>();
  /** steps of the history of captions that the last walk made */
  private steps = $state(0);
  private stop = new AbortController();

  constructor(
    private readonly services: Services,
    private readonly notices: Notices,
    private readonly pictures: Pictures,
    private readonly captions: Captions,
  ) {
    this.taggers = new TaggerList(services, notices);
  }

  get running(): boolean {
    return this.progress !== undefined;
  }

  /** What was written last may be taken back: nothing was changed since. */
  get undoable(): boolean {
    return !this.running && this.steps > 0 && this.captions.history.last?.kind === 'tagged';
  }

  /** Of the chosen tagger's family; a captioner has none. */
  get tagOptions(): TagOptions {
    const family = this.taggers.chosen && planOf(this.taggers.chosen).family;
    return this.options[family === 'deepdanbooru' ? 'deepdanbooru' : 'wd14'];
  }

  async open(): Promise<void> {
    this.options = readTaggingOptions(await this.services.store.loadSettings(STORED));
    await this.taggers.open();
  }

  /** Remembered. */
  async choose(changes: Partial<TaggingOptions>): Promise<void> {
    this.options = { ...this.options, ...changes };
    await this.services.store.saveSettings(STORED, this.options);
  }

  captionOf(reading: Reading): string {
    return captionOf(reading, this.tagOptions);
  }

  /** Shows what the model says of a picture; nothing is written. */
  async lookAt(picture: Picture): Promise<void> {
    await this.work([picture], async (signal) => {
      const look = await this.ask(picture.blob, picture.name, signal);
      this.sight = { pictureId: picture.id, taggerId: this.taggers.chosen?.id ?? '', look };
    });
  }

  /** Writes captions of all of these. A picture that cannot be read is told in `report`; a model that fails ends it. */
  async run(pictures: readonly Picture[]): Promise<void> {
    const wanted = pictures.filter(({ caption }) => isWanted(caption, this.options.existing));
    const report: TaggingReport = { written: 0, leftOut: [] };
    this.steps = 0;
    const host = (signal: AbortSignal): WalkHost => ({
      ask: ({ blob, name }) => this.ask(blob, name, signal),
      captionOf: (reading) => this.captionOf(reading),
      write: (said) => this.write(said),
      told: (done) => (this.progress = { done, total: wanted.length }),
    });
    await this.work(wanted, (signal) => walkPictures(wanted, host(signal), report));
    this.report = report;
  }

  cancel(): void {
    this.stop.abort(new Failure('tagger.cancelled'));
  }

  async undo(): Promise<void> {
    for (; this.undoable; this.steps--) await this.captions.undo();
    this.report = undefined;
  }

  /** For pictures made elsewhere: see Preparation.describe. */
  readonly describe = async (picture: Blob, name: string, signal: AbortSignal): Promise<string[]> =>
    [this.captionOf((await this.ask(picture, name, signal)).reading)];

  private async work(pictures: readonly Picture[], work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.running) return;
    const { signal } = (this.stop = new AbortController());
    this.notices.clear();
    this.report = undefined;
    this.progress = { done: 0, total: pictures.length };
    try {
      await work(signal);
    } catch (error) {
      if (!signal.aborted) this.notices.add(error);
    } finally {
      this.progress = undefined;
    }
  }

  private async write(said: ReadonlyMap<string, string>): Promise<void> {
    const before = this.captions.history.last;
    await writeBeside(said, this.pictures, this.captions, this.options.existing);
    if (this.captions.history.last !== before) this.steps++;
  }

  private async ask(picture: Blob, name: string, signal: AbortSignal): Promise<Look> {
    const { chosen } = this.taggers;
    if (!chosen) throw new Failure('tagger.not-found');
    await this.whenFree(signal);
    const { threshold, characterThreshold } = this.tagOptions;
    const { place, blip: sentence } = this.options;
    return this.services.workers.taggers.look(chosen.id, picture, name, { place, least: Math.min(threshold, characterThreshold, LEAST), sentence }, signal);
  }

  /** Two on one graphics card are slow, and may run out of its memory: a run that trains comes first. */
  private async whenFree(signal: AbortSignal): Promise<void> {
    const { store, workers } = this.services;
    if (!(await store.trainerIsBusy())) return;
    workers.taggers.close();
    this.waiting = true;
    const stopped = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
    await Promise.race([store.whenTrainerFree(), stopped]).finally(() => (this.waiting = false));
  }
}
