/** The classic Preprocess tab: of the pictures shown new ones are made, as a data set of their own. What was there stays as it is. */
import { Failure, failureData, type FailureData } from '../../../failure';
import type { Box } from '../../../images/crops/crop';
import { wrongOptions } from '../../../images/prepare/check-options';
import { PREPARE_DEFAULTS, type PrepareOptions } from '../../../images/prepare/options';
import { planPictures, plannedPictures, wantsFocus } from '../../../images/prepare/plan';
import type { Dataset, Picture } from '../../../store/records';
import type { MadePicture, PicturePlan, SourcePicture } from '../../../../workers/preparer-api';
import { madeRecords, type Describe } from '../../logic/prepare/made-records';
import { optionsByPicture, type OptionsOf } from '../../logic/prepare/target-sizes';
import type { Services } from '../../services';
import type { Notices } from '../notices.svelte';
import { MadeSets } from './made-sets.svelte';
import type { Pictures } from './pictures.svelte';

const STORED = 'prepare';

export interface PrepareProgress {
  /** pictures of the set */
  done: number;
  total: number;
}

/** A picture of which none was made, and why. */
export interface LeftOut {
  name: string;
  failure: FailureData;
}

export interface PrepareReport {
  /** pictures made */
  made: number;
  /** of how many */
  of: number;
  leftOut: LeftOut[];
}

interface Job {
  readonly origin: Dataset;
  readonly options: PrepareOptions;
  readonly optionsOf: OptionsOf;
  readonly describe: Describe | undefined;
  readonly leftOut: LeftOut[];
  readonly signal: AbortSignal;
}

export class Preparation {
  options = $state.raw<PrepareOptions>(PREPARE_DEFAULTS);
  /** while pictures are being made */
  progress = $state.raw<PrepareProgress | undefined>();
  /** of the last time, until `forget` or the next time */
  report = $state.raw<PrepareReport | undefined>();
  /** where a tagger or captioner is to be asked about every picture made, flipped copies too */
  describe = $state.raw<Describe | undefined>();
  /** undo and redo */
  readonly sets: MadeSets;
  private stop = new AbortController();
  private known: { pictures: readonly Picture[]; options: PrepareOptions; optionsOf: OptionsOf } | undefined;

  constructor(
    private readonly services: Services,
    private readonly notices: Notices,
    private readonly pictures: Pictures,
  ) {
    this.sets = new MadeSets(services, pictures);
  }

  get running(): boolean {
    return this.progress !== undefined;
  }

  async open(): Promise<void> {
    const stored = await this.services.store.loadSettings<PrepareOptions>(STORED);
    if (stored && !wrongOptions(stored).length) this.options = stored;
    await this.sets.refresh();
  }

  /** Remembered. A part that is undefined is off. */
  async choose(changes: Partial<PrepareOptions>): Promise<void> {
    this.options = { ...this.options, ...changes };
    await this.services.store.saveSettings(STORED, this.options);
  }

  /** A person's own crop of a picture, in pixels of it; undefined takes it back. */
  async setCrop(id: string, crop: Box | undefined): Promise<void> {
    await this.pictures.alter({ [id]: { crop } });
  }

  /** Those of a picture of the set shown: with `step` each has a size of its own. */
  optionsFor({ id }: Pick<Picture, 'id'>): PrepareOptions {
    const { options, pictures: { list }, known } = this;
    if (known?.pictures !== list || known.options !== options) {
      this.known = { pictures: list, options, optionsOf: optionsByPicture(list, options) };
    }
    return this.known!.optionsOf(id);
  }

  /** What would be made of a picture. At once, but where focal cropping has to look at it: then in a worker. */
  async plan(picture: Picture, signal?: AbortSignal): Promise<PicturePlan> {
    const options = this.optionsFor(picture);
    if (wantsFocus(picture, options, picture.crop)) return this.services.workers.preparers.plan(lookedAt(picture), options, signal);
    return { made: plannedPictures(planPictures(picture, options, picture.crop), options) };
  }

  /** The pictures themselves, but for the original, made for a look at them: nothing is stored. */
  sample(picture: Picture, signal?: AbortSignal): Promise<MadePicture[]> {
    const options = { ...this.optionsFor(picture), keepOriginal: false };
    return this.services.workers.preparers.prepare(lookedAt(picture), options, signal);
  }

  /**
   * Makes the new set and shows it. A picture of which none could be made is told in `report` and left out; where none at all
   * was made, or after `cancel`, nothing has changed. What fails as a whole is told as a notice.
   */
  async start(): Promise<void> {
    const origin = this.pictures.dataset;
    if (this.running || !origin.pictures.length) return;
    const stop = (this.stop = new AbortController());
    this.report = undefined;
    this.progress = { done: 0, total: origin.pictures.length };
    try {
      await this.make(this.jobFor(origin, stop.signal));
    } catch (error) {
      if (!stop.signal.aborted) this.notices.add(error);
    } finally {
      this.progress = undefined;
    }
  }

  cancel(): void {
    this.stop.abort();
  }

  /** The report was read. */
  forget(): void {
    this.report = undefined;
  }

  /** Throws `prepare.options` {parts}. */
  private jobFor(origin: Dataset, signal: AbortSignal): Job {
    const { options, describe } = this;
    const wrong = wrongOptions(options);
    if (wrong.length) throw new Failure('prepare.options', { parts: wrong.join(', ') });
    return { origin, options, describe, signal, optionsOf: optionsByPicture(origin.pictures, options), leftOut: [] };
  }

  private async make(job: Job): Promise<void> {
    const { origin, options, signal, leftOut } = job;
    const made = await Promise.all(origin.pictures.map((picture, index) => this.makeOrLeaveOut(picture, index, job)));
    signal.throwIfAborted();
    const pictures = made.flat();
    if (pictures.length) {
      await this.sets.add({ ...this.services.store.newDataset(), pictures, origin: origin.id, prepared: options, ...(origin.bundled && { bundled: true }) });
    }
    this.report = { made: pictures.length, of: origin.pictures.length, leftOut };
  }

  private async makeOrLeaveOut(picture: Picture, index: number, job: Job): Promise<Picture[]> {
    try {
      return await this.makeOf(picture, index, job);
    } catch (error) {
      job.signal.throwIfAborted();
      job.leftOut.push({ name: picture.name, failure: failureData(error) });
      return [];
    } finally {
      this.progress = { done: (this.progress?.done ?? 0) + 1, total: job.origin.pictures.length };
    }
  }

  /** Throws `prepare.no-size` where no size suits the picture. */
  private async makeOf(picture: Picture, index: number, { options, optionsOf, describe, signal }: Job): Promise<Picture[]> {
    const made = await this.services.workers.preparers.prepare(sourceOf(picture), optionsOf(picture.id), signal);
    if (!made.length) throw new Failure('prepare.no-size', { name: picture.name, width: picture.width, height: picture.height });
    return madeRecords(picture, index, made, { existing: options.existing, describe, signal });
  }
}

const sourceOf = ({ name, blob, crop, mask }: Picture): SourcePicture => ({ name, blob, crop, mask });

/** More questions about it will come. */
const lookedAt = (picture: Picture): SourcePicture => ({ id: picture.id, ...sourceOf(picture) });
