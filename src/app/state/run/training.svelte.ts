/** Starts, steers and ends runs; one at a time. */
import { Failure, failureData, type FailureData } from '../../../failure';
import type { StartRequest } from '../../../../workers/api';
import type { WorkerName } from '../../../../workers/client';
import type { TrainMessage } from '../../../train/messages';
import type { OpenedRun } from '../../../store/runs';
import type { Run, RunState } from '../../../train/records';
import type { RunSettings } from '../../../train/settings';
import { fill } from '../../text/fill';
import { t } from '../language.svelte';
import type { Services } from '../../services';
import { Answers } from '../answers';
import type { Learned } from '../library/learned.svelte';
import type { Notices } from '../notices.svelte';
import { RunView } from './run-view.svelte';
import { StepTimes } from '../fields/step-times.svelte';

const ANNOUNCEMENTS = 10;

export class Training {
  readonly view = new RunView();
  readonly times: StepTimes;
  /** read out by screen readers: every tenth of the way and at the end */
  announcement = $state('');
  /** called when a run has ended, however */
  onEnd: () => void = () => undefined;
  /** of starts: a worker that dies leaves them unanswered */
  private readonly answers: Answers;
  /** tenths of the way that were told */
  private announced = 0;

  constructor(
    private readonly services: Services,
    private readonly notices: Notices,
    private readonly learned: Learned,
  ) {
    this.times = new StepTimes(services);
    services.workers.onCrash((error, worker) => this.crashed(error, worker));
    this.answers = new Answers(services.workers, 'trainer');
  }

  /** Shows the last run; one that was cut off can go on. Returns the dataset it needs. */
  async open(): Promise<string | undefined> {
    const stored = await this.last();
    if (!stored || this.view.active) return undefined;
    this.view.load(stored.run, stored.state, stored.log);
    return stored.run.datasetId;
  }

  /** The one that was written last, of those that have begun. */
  private async last(): Promise<OpenedRun<Run, RunState> | undefined> {
    const { runs } = this.services.store;
    for (const { id, status } of await runs.list()) {
      const stored = status === 'waiting' ? undefined : await runs.open(id);
      if (stored) return stored;
    }
    return undefined;
  }

  async start(modelId: string, datasetId: string, settings: RunSettings): Promise<void> {
    this.notices.clear();
    this.tell(await this.begin({ modelId, datasetId, settings }));
  }

  /** One that waited its turn; what was in the way of its start, if anything: that is the queue's to tell. */
  async startWaiting({ id, modelId, datasetId, settings }: Run): Promise<FailureData | undefined> {
    return this.begin({ id, modelId, datasetId, settings });
  }

  private async begin(request: StartRequest): Promise<FailureData | undefined> {
    this.view.begin(request.settings, request.datasetId);
    this.view.modelId = request.modelId;
    this.view.id = request.id ?? '';
    return this.attempt(async (listen) => {
      this.view.id = await this.answers.of(this.services.workers.trainer.start(request, listen));
    }, false);
  }

  /** `id`: of a stored run, if it is not the one that is shown. */
  async resume(id = this.view.id): Promise<void> {
    this.notices.clear();
    if (id !== this.view.id && !(await this.show(id))) return;
    this.view.status = 'starting';
    this.tell(await this.attempt((listen) => this.answers.of(this.services.workers.trainer.resume(this.view.id, listen)), true));
  }

  private async show(id: string): Promise<boolean> {
    return this.notices.guard(async () => {
      const stored = await this.services.store.runs.open(id);
      if (!stored) throw new Failure('run.not-found');
      this.view.load(stored.run, stored.state, stored.log);
    });
  }

  async pause(): Promise<void> {
    await this.notices.guard(() => this.services.workers.trainer.pause());
  }

  async unpause(): Promise<void> {
    // The answer travels beside the run's own messages: one that has ended meanwhile has ended.
    if ((await this.notices.guard(() => this.services.workers.trainer.unpause())) && this.view.status === 'paused') this.view.status = 'running';
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

  private async attempt(begin: (listen: (message: TrainMessage) => void) => Promise<void>, resumable: boolean): Promise<FailureData | undefined> {
    this.announced = Math.floor((ANNOUNCEMENTS * this.view.step) / this.view.steps);
    try {
      await begin((message) => void this.hear(message));
      if (this.view.status === 'starting') this.view.status = 'running';
      return undefined;
    } catch (error) {
      this.view.fail(failureData(error), resumable);
      this.onEnd();
      return failureData(error);
    }
  }

  private tell(failure: FailureData | undefined): void {
    if (failure) this.notices.add(failure);
  }

  private async hear(message: TrainMessage): Promise<void> {
    // The word's row and its file are there before the run calls itself done.
    if (message.kind === 'done' || message.kind === 'saved') await this.notices.guard(() => this.learned.refresh());
    this.view.apply(message);
    if (message.kind === 'warning') this.notices.add(message.warning, 'warning');
    if (message.kind === 'failed') this.notices.add(message.failure);
    this.announce(message);
    // Only said before the next run: where it cannot be kept, that one measures again.
    if (message.kind === 'done' || message.kind === 'saved') this.times.remember(this.view).catch(() => undefined);
    if (message.kind === 'done' || message.kind === 'failed') this.onEnd();
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

  /** A start that waits for an answer tells it itself. */
  private crashed(error: unknown, worker: WorkerName): void {
    if (worker === 'trainer' && this.answers.awaited) return;
    this.notices.add(error);
    if (worker !== 'trainer' || !this.view.active) return;
    this.view.fail(failureData(error), this.view.savedStep > 0);
    this.onEnd();
  }
}
