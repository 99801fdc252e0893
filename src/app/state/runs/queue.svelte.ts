/**
 * Runs that wait their turn. They lie in the store, so they outlive the tab; which tab goes on with them is decided by a
 * person: the one in which something was added to a run under way, or in which going on was asked for.
 */
import { failureData, type FailureData } from '../../../failure';
import type { Run } from '../../../train/records';
import type { StartRequest } from '../../../../workers/api';
import { datasetsOf, inTurn, modelChanged, nextTurn, obstacle, pictureCount, swapped, type Present } from '../../logic/runs/in-turn';
import type { Services } from '../../services';
import type { Notices } from '../notices.svelte';
import type { Runs } from './runs.svelte';
import type { Training } from '../run/training.svelte';

/** What is the machine's trouble, not the run's: the next one would meet it as well. */
const OF_THE_MACHINE = ['gpu.no-webgpu', 'gpu.no-adapter', 'store.quota', 'store.failed'];
/** The worker lets go of a run a moment after it said that it has ended. */
const AGAIN_MS = 200;

export class Queue {
  /** the next one begins by itself when a run ends */
  going = $state(false);
  /** another tab trains, and the next one waits for it */
  elsewhere = $state(false);
  private advancing = false;
  /** a run ended while the next one was looked for */
  private again = false;

  constructor(
    private readonly services: Services,
    private readonly notices: Notices,
    private readonly runs: Runs,
    private readonly training: Training,
  ) {
    training.onEnd = () => void notices.guard(() => this.ended());
  }

  /** The next one first, without the one that has just begun. */
  get waiting(): Run[] {
    const { view } = this.training;
    return inTurn(this.runs.list).filter(({ id }) => !(view.active && view.id === id));
  }

  /** Goes on by itself where a run is under way; else it waits until somebody says so. */
  async add({ modelId, datasetId, settings }: StartRequest): Promise<void> {
    await this.runs.refresh();
    const now = Date.now();
    // known when it begins
    const made = { version: '', kernels: '' };
    const run: Run = { id: crypto.randomUUID(), modelId, datasetId, settings, status: 'waiting', created: now, updated: now, made };
    const present = await this.present(run);
    const revision = present.models.find(({ id }) => id === modelId)?.revision ?? 0;
    await this.runs.put({ ...run, queued: { turn: nextTurn(this.waiting), pictures: pictureCount(present.datasets), revision } });
    if (this.training.view.active) this.going = true;
  }

  /** One place towards the front (-1) or the end (1). */
  async move(id: string, by: -1 | 1): Promise<void> {
    const { waiting } = this;
    const at = waiting.findIndex((run) => run.id === id);
    const [run, other] = [waiting[at], waiting[at + by]];
    if (run && other) await this.runs.put(...swapped(run, other));
  }

  go(): void {
    this.going = true;
    void this.advance();
  }

  /** The run under way goes on, no other begins. */
  hold(): void {
    this.going = false;
  }

  private async ended(): Promise<void> {
    this.again = this.advancing;
    if (this.advancing) return;
    await this.runs.refresh();
    const { id, status, failure } = this.training.view;
    const run = this.runs.byId(id);
    // Its first state was never written: what it says itself is not in the store.
    if (run?.status === 'waiting' && status === 'failed' && failure) await this.setAside(run, failure);
    await this.advance();
  }

  private async advance(): Promise<void> {
    if (this.advancing) return;
    this.advancing = true;
    const well = await this.notices.guard(async () => {
      while (await this.next()) continue;
    });
    this.advancing = this.elsewhere = false;
    if (!well) this.going = false;
    if (this.again) await this.ended();
  }

  /** Begins the next one, where nothing trains here or in another tab; whether to look again. */
  private async next(): Promise<boolean> {
    const { view } = this.training;
    if (!this.going || view.active) return false;
    this.elsewhere = await this.services.store.trainerIsBusy();
    await this.services.store.whenTrainerFree();
    this.elsewhere = false;
    await this.runs.refresh();
    const [run] = this.waiting;
    if (!run) this.going = false;
    if (!this.going || view.active) return false;
    return !(await this.begin(run));
  }

  private async begin(run: Run): Promise<boolean> {
    const present = await this.present(run);
    const missing = obstacle(run, present);
    if (!missing && modelChanged(run, present)) this.notices.add({ code: 'queue.model-changed', values: { name: run.settings.name } }, 'warning');
    const failure = missing ? failureData(missing) : await this.training.startWaiting(run);
    if (failure) await this.refused(run, failure);
    return !failure;
  }

  private async refused(run: Run, failure: FailureData): Promise<void> {
    if (failure.code === 'run.busy') return new Promise((later) => setTimeout(later, AGAIN_MS));
    this.notices.add(failure);
    await this.setAside(run, failure);
  }

  /** It has failed, unless the same would happen to any other. */
  private async setAside(run: Run, failure: FailureData): Promise<void> {
    if (OF_THE_MACHINE.includes(failure.code)) return this.hold();
    await this.runs.put({ ...run, status: 'failed', failure, updated: Date.now() });
  }

  private async present(run: Run): Promise<Present> {
    const { store } = this.services;
    const [models, words] = await Promise.all([store.listModels(), store.listEmbeddings()]);
    return { models, words, datasets: await Promise.all(datasetsOf(run).map((id) => store.loadDataset(id))) };
  }
}
