/** Starts, steers and ends runs; one at a time. */
import { failureData } from '../../failure';
import type { WorkerName } from '../../../workers/client';
import type { TrainMessage } from '../../train/messages';
import type { RunSettings } from '../../train/settings';
import { fill } from '../text/fill';
import { t } from './language.svelte';
import type { Services } from '../services';
import type { Learned } from './learned.svelte';
import type { Notices } from './notices.svelte';
import { RunView } from './run-view.svelte';

const ANNOUNCEMENTS = 10;

export class Training {
  readonly view = new RunView();
  /** read out by screen readers: every tenth of the way and at the end */
  announcement = $state('');
  /** tenths of the way that were told */
  private announced = 0;

  constructor(
    private readonly services: Services,
    private readonly notices: Notices,
    private readonly learned: Learned,
  ) {
    services.workers.onCrash((error, worker) => this.crashed(error, worker));
  }

  /** Shows the last run; one that was cut off can go on. Returns the dataset it needs. */
  async open(): Promise<string | undefined> {
    const { runs } = this.services.store;
    const [last] = await runs.list();
    const stored = last && (await runs.load(last.id));
    if (!stored || this.view.active) return undefined;
    this.view.load(stored.run, stored.state);
    return stored.run.datasetId;
  }

  async start(modelId: string, datasetId: string, settings: RunSettings): Promise<void> {
    this.view.begin(settings);
    await this.attempt(async (listen) => {
      this.view.id = await this.services.workers.trainer.start({ modelId, datasetId, settings }, listen);
    });
  }

  async resume(): Promise<void> {
    this.view.status = 'starting';
    await this.attempt((listen) => this.services.workers.trainer.resume(this.view.id, listen));
  }

  async pause(): Promise<void> {
    await this.notices.guard(() => this.services.workers.trainer.pause());
  }

  async unpause(): Promise<void> {
    if (await this.notices.guard(() => this.services.workers.trainer.unpause())) this.view.status = 'running';
  }

  async stop(): Promise<void> {
    this.view.status = 'stopping';
    await this.notices.guard(() => this.services.workers.trainer.stop());
  }

  async saveNow(): Promise<void> {
    await this.notices.guard(() => this.services.workers.trainer.saveNow());
  }

  async previewNow(): Promise<void> {
    await this.notices.guard(() => this.services.workers.trainer.previewNow());
  }

  async discard(): Promise<void> {
    await this.notices.guard(() => this.services.store.runs.delete(this.view.id));
    this.view.forget();
  }

  private async attempt(begin: (listen: (message: TrainMessage) => void) => Promise<void>): Promise<void> {
    this.notices.clear();
    this.announced = Math.floor((ANNOUNCEMENTS * this.view.step) / this.view.steps);
    const { id } = this.view;
    try {
      await begin((message) => void this.hear(message));
      if (this.view.status === 'starting') this.view.status = 'running';
    } catch (error) {
      this.notices.add(error);
      this.view.fail(failureData(error), id !== '');
    }
  }

  private async hear(message: TrainMessage): Promise<void> {
    // The word's row and its file are there before the run calls itself done.
    if (message.kind === 'done' || message.kind === 'saved') await this.notices.guard(() => this.learned.refresh());
    this.view.apply(message);
    if (message.kind === 'warning') this.notices.add(message.warning, 'warning');
    if (message.kind === 'failed') this.notices.add(message.failure);
    this.announce(message);
  }

  private announce(message: TrainMessage): void {
    const { step, steps, status } = this.view;
    if (message.kind === 'done' || message.kind === 'failed') {
      this.announcement = fill(t().run.announceEnd, { step, state: t().run.states[status] });
    } else if (message.kind === 'progress') {
      const tenths = Math.floor((ANNOUNCEMENTS * step) / steps);
      if (tenths <= this.announced) return;
      this.announced = tenths;
      this.announcement = fill(t().run.announce, { percent: Math.round((100 * step) / steps), step, steps });
    }
  }

  private crashed(error: unknown, worker: WorkerName): void {
    this.notices.add(error);
    if (worker === 'trainer' && this.view.active) this.view.fail(failureData(error), this.view.savedStep > 0);
  }
}
