/** The page's state as a whole, and what takes more than one part of it. */
import { getContext, setContext } from 'svelte';
import { Failure } from '../../failure';
import { captionOf, type DemoSet } from '../demo';
import { baseName } from '../../images/intake/paths';
import type { EmbeddingInfo, ModelManifest, Picture } from '../../store/records';
import type { StartRequest } from '../../../workers/api';
import type { OfferedFile } from '../../../workers/importer-api';
import type { Run } from '../../train/records';
import type { RunSettings } from '../../train/settings';
import { changesOf } from '../../train/loop/live';
import { datasetsOf } from '../logic/runs/in-turn';
import { isSentences, type Sentences } from '../logic/fields/sentences';
import { canTrain } from '../logic/stored-model';
import type { Services } from '../services';
import { Bench } from './bench.svelte';
import { Checks } from './models/checks.svelte';
import { Device } from './device.svelte';
import { History } from './runs/history.svelte';
import { Importing, type ImportHost } from './models/importing.svelte';
import { Learned } from './library/learned.svelte';
import { Library } from './library/library.svelte';
import { Models } from './models/models.svelte';
import { Notices } from './notices.svelte';
import { Captions } from './pictures/captions.svelte';
import { ExportPictures } from './pictures/export-pictures.svelte';
import { PictureAdvice } from './pictures/advice.svelte';
import { Masks } from './pictures/masks.svelte';
import { Pictures, uncaptionedNames } from './pictures/pictures.svelte';
import { Preparation } from './pictures/preparation.svelte';
import { Tagging } from './pictures/tagging.svelte';
import { Route } from './route.svelte';
import { Queue } from './runs/queue.svelte';
import type { RunView } from './run/run-view.svelte';
import { Runs } from './runs/runs.svelte';
import { Kernels } from './fields/kernels.svelte';
import { KeptList } from './fields/kept-list.svelte';
import { Setup, type SetupBasis } from './fields/setup.svelte';
import { Sharing } from './fields/sharing.svelte';
import { Training } from './run/training.svelte';

export type TrainTab = 'settings' | 'run';

export class App {
  readonly notices = new Notices();
  readonly device: Device;
  readonly models: Models;
  readonly importing: Importing;
  readonly checks: Checks;
  readonly route = new Route();
  readonly pictures: Pictures;
  readonly archive: ExportPictures;
  readonly captions: Captions;
  readonly preparation: Preparation;
  readonly masks: Masks;
  readonly tagging: Tagging;
  readonly setup: Setup;
  readonly advice: PictureAdvice;
  readonly sharing: Sharing;
  /** own sentences kept under names */
  readonly sentences: KeptList<Sentences>;
  readonly learned: Learned;
  readonly library: Library;
  readonly training: Training;
  /** how the GPU's work is cut */
  readonly kernels: Kernels;
  readonly runs: Runs;
  readonly queue: Queue;
  readonly history: History;
  readonly bench: Bench;
  sets = $state.raw<DemoSet[]>([]);
  tab = $state<TrainTab>('settings');
  /** a new version of the app waits; calling this reloads the page with it */
  applyUpdate = $state.raw<(() => Promise<void>) | undefined>();
  /** everything stored is shown */
  opened = $state(false);

  constructor(readonly services: Services) {
    this.device = new Device(services);
    this.models = new Models(services);
    this.importing = new Importing(services, this.notices, this.importHost());
    this.checks = new Checks(services, this.notices);
    this.bench = new Bench(services, this.notices);
    this.pictures = new Pictures(services, this.notices);
    this.archive = new ExportPictures(services, this.notices);
    this.captions = new Captions(services, this.notices, this.pictures);
    this.preparation = new Preparation(services, this.notices, this.pictures);
    this.tagging = new Tagging(services, this.notices, this.pictures, this.captions);
    this.masks = new Masks(this.pictures, this.notices, services);
    this.learned = new Learned(services);
    this.setup = new Setup(services, this.setupBasis(), this.notices);
    this.advice = new PictureAdvice(services, this.pictures, this.setup);
    this.sharing = new Sharing(services, this.setup);
    this.sentences = new KeptList(services, 'sentences', isSentences);
    this.library = new Library(services, this.notices, this.learned);
    this.training = new Training(services, this.notices, this.learned);
    this.kernels = new Kernels(this);
    this.runs = new Runs(services, () => this.setup.further.list.map(({ datasetId }) => datasetId));
    this.queue = new Queue(services, this.notices, this.runs, this.training);
    this.history = new History(services, this.runs);
  }

  /** Read anew at each use: the defaults follow model and captions. */
  private setupBasis(): SetupBasis {
    const { models, pictures, learned, captions, services } = this;
    return {
      get profile() {
        return !models.chosen || models.chosen.bundled ? 'tiny' : 'full';
      },
      get captioned() {
        return pictures.captioned;
      },
      get uncaptioned() {
        return pictures.uncaptioned;
      },
      uncaptionedIn: async (id) => uncaptionedNames((await services.store.loadDataset(id))?.pictures ?? []),
      fileWords: (names, rules) => captions.work.fileWords(names, rules),
      hasVae: (id) => models.latentVaes.includes(id),
      word: (id) => learned.byId(id),
    };
  }

  private importHost(): ImportHost {
    return {
      checking: () => this.checks.running !== undefined,
      storedVae: () => this.models.vaesFor()[0]?.id ?? '',
      arrived: (id) => this.modelArrived(id),
      persist: () => this.device.persist(),
    };
  }

  /** A run that began now would have only some of the pictures. */
  get reading(): boolean {
    return this.pictures.intake.busy || this.setup.further.intake.busy;
  }

  /** A click on "Try it now" or "Start" would do something. */
  get ready(): boolean {
    return this.queueReady && !this.training.view.active;
  }

  /** The bundled set that stands on the first card as it came. */
  get shownSet(): DemoSet | undefined {
    return this.sets.find((set) => isSet(set, this.pictures.list));
  }

  /** A click on "Add to queue" would do something. */
  get queueReady(): boolean {
    return this.opened && !!this.device.adapter && this.models.chosenId !== '' && !this.reading;
  }

  get tryReady(): boolean {
    return this.ready && this.models.bundledId !== '' && this.sets.length > 0;
  }

  async open(): Promise<void> {
    const { notices } = this;
    await Promise.all([
      this.openStored(),
      notices.guard(() => this.openModels()),
      this.openDevice(),
    ]);
    await notices.guard(() => this.device.measure());
  }

  /** One click: the bundled pictures on the bundled model, with whatever else was typed. */
  async tryNow(): Promise<void> {
    const { models, setup, notices } = this;
    this.tab = 'run';
    const set = this.sets[0];
    const done = await notices.guard(async () => {
      await models.choose(models.bundledId);
      if (this.shownSet !== set) await this.takeSet(set);
      if (!setup.draft.name.trim()) setup.set('name', this.freeName(`my-${set.id}`));
    });
    if (done) await this.start();
  }

  async takeSet(set: DemoSet): Promise<void> {
    const files = await this.services.demo.pictures(set);
    await this.pictures.replace(files, !this.shownSet);
    this.setup.choosePreset(set.kind === 'style' ? 'style' : 'object');
  }

  async start(): Promise<void> {
    // What was painted a moment ago belongs to the pictures of this run.
    await this.masks.flush();
    const request = this.training.view.active ? undefined : this.request();
    if (!request) return;
    this.tab = 'run';
    const frozen = this.freeze(request);
    await this.training.start(request.modelId, request.datasetId, request.settings);
    await frozen;
  }

  /** Puts what the fields say at the end of the queue. */
  async enqueue(): Promise<void> {
    await this.masks.flush();
    const request = this.request();
    if (request && (await this.freeze(request))) await this.notices.guard(() => this.queue.add(request));
  }

  /** What a run would be made of; undefined where something is wrong with it, which is then shown. */
  private request(): StartRequest | undefined {
    const { setup, pictures, models, notices } = this;
    setup.attempted = true;
    notices.clear();
    if (setup.hasProblems) {
      this.tab = 'settings';
    } else if (!pictures.list.length) {
      notices.add(new Failure('picture.none'));
    } else {
      return { modelId: models.chosenId, datasetId: pictures.dataset.id, settings: setup.settings() };
    }
    return undefined;
  }

  private freeze(request: StartRequest): Promise<boolean> {
    return this.notices.guard(async () => {
      for (const id of datasetsOf(request)) await this.pictures.freeze(id);
    });
  }

  /** `id`: of a stored run, if it is not the one on the run page. */
  async resume(id?: string): Promise<void> {
    this.showRun();
    await this.training.resume(id);
  }

  /** The page of the run under way, or of the last one. */
  showRun(): void {
    this.tab = 'run';
    if (this.route.screen !== 'train') this.route.go('train');
  }

  /** Fills the fields with a run's settings: nothing starts. `replay`: with what was changed under way. */
  async runAgain(run: Run, { replay, pictures }: { replay: boolean; pictures: boolean }): Promise<void> {
    const { models, sharing, notices } = this;
    notices.clear();
    await notices.guard(async () => {
      if (models.byId(run.modelId)) await models.choose(run.modelId);
      if (pictures) await this.pictures.show(run.datasetId);
    });
    sharing.openRun(run.settings, replay ? changesOf(run) : []);
    this.tab = 'settings';
    this.route.go('train');
  }

  async removeRun(id: string): Promise<void> {
    await this.runs.remove(id);
    if (this.training.view.id === id) this.training.view.forget();
  }

  /** Files dropped anywhere: what they are is shown on the screen of models. */
  async offerModel(files: Promise<OfferedFile[]>): Promise<void> {
    this.route.go('models');
    await this.notices.guard(async () => this.importing.offerFiles(await files));
  }

  /** Files of words, from wherever they come: what was in them is shown in the library. */
  async addWords(files: Promise<readonly File[]>): Promise<void> {
    this.showLibrary();
    await this.notices.guard(async () => this.library.incoming.addFiles(await files));
  }

  async addWordAddress(url: string): Promise<void> {
    this.showLibrary();
    await this.notices.guard(() => this.library.incoming.addAddress(url));
  }

  /** A run under way writes it again and again. */
  isBeingLearned({ id }: EmbeddingInfo): boolean {
    return this.training.view.active && this.training.view.id === id;
  }

  async removeModel(model: ModelManifest): Promise<void> {
    await this.notices.guard(() => this.models.remove(model));
    await this.notices.guard(() => this.device.measure());
  }

  /** The run under way reads it, or the VAE of it; or the import under way is to attach the VAE of it. */
  inUse({ id }: ModelManifest): boolean {
    if (this.importing.lender === id) return true;
    const { active, modelId, settings } = this.training.view;
    return active && [modelId, this.models.byId(modelId)?.vaeModelId, lentVae(settings)].includes(id);
  }

  private showLibrary(): void {
    if (this.route.screen !== 'library' || this.route.library) this.route.go('library');
  }

  /** The new model is the chosen one, unless a run is under way or it is no model to train on. */
  private async modelArrived(id: string): Promise<void> {
    const { models, training, device } = this;
    await models.refresh();
    const model = models.byId(id);
    if (model && canTrain(model) && !training.view.active) await models.choose(id);
    await device.measure();
  }

  /** Half imports are looked for first: the sweep after that removes only what cannot go on. */
  private async openModels(): Promise<void> {
    await this.notices.guard(() => this.importing.open());
    await this.models.open();
  }

  private async openStored(): Promise<void> {
    const { notices } = this;
    await Promise.all([
      notices.guard(() => this.pictures.open()).then(() => notices.guard(() => this.preparation.open())),
      notices.guard(() => this.tagging.open()),
      notices.guard(() => this.archive.open()),
      notices.guard(() => this.masks.openBrush()),
      notices.guard(() => this.setup.open()),
      notices.guard(() => this.sharing.presets.open()),
      notices.guard(() => this.sentences.open()),
      notices.guard(() => this.training.times.open()),
      notices.guard(() => this.learned.refresh()),
      notices.guard(() => this.openLastRun()),
      notices.guard(() => this.runs.refresh()),
      notices.guard(async () => (this.sets = await this.services.demo.sets())),
    ]);
    this.opened = true;
  }

  private async openLastRun(): Promise<void> {
    const needed = await this.training.open();
    if (needed !== undefined) {
      this.tab = 'run';
      await this.pictures.freeze(needed);
    }
  }

  private async openDevice(): Promise<void> {
    await this.device.probe();
    if (this.device.failure) this.notices.add(this.device.failure);
  }

  /** `my-octopus`, then `my-octopus-2`: a second word does not take the first one's file name. */
  private freeName(wanted: string): string {
    const taken = this.learned.list.map(({ name }) => name);
    let name = wanted;
    for (let number = 2; taken.includes(name); number++) name = `${wanted}-${number}`;
    return name;
  }
}

function isSet(set: DemoSet, pictures: readonly Picture[]): boolean {
  const { length } = set.pictures;
  return length === pictures.length && pictures.every(({ name, caption }, i) => name === baseName(set.pictures[i]) && caption === captionOf(set, set.pictures[i]));
}

/** The run that a part of the page is about, where that is not the one of the run page. */
/** The model whose VAE makes a run's latents, where it is another than the one trained on. */
const lentVae = (settings?: RunSettings): string | undefined => (typeof settings?.latentVae === 'object' ? settings.latentVae.modelId : undefined);

const VIEW = Symbol('run view');

export const provideRunView = (view: RunView): RunView => setContext(VIEW, view);
export const useRunView = (): RunView => getContext<RunView | undefined>(VIEW) ?? useApp().training.view;

const KEY = Symbol('app');

export const provideApp = (app: App): App => setContext(KEY, app);
export const useApp = (): App => getContext<App>(KEY);
