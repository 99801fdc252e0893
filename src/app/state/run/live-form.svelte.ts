/** @file Fields for changing a run under way: they show what holds, until something else is typed. */
import { failureData, type FailureData } from '../../../failure';
import type { LiveSettings } from '../../../train/settings';
import { changedOnly, LIVE_KEYS, liveNow, readLive, refusedKey, type LiveDraft, type LiveKey, type LiveReading } from '../../logic/runs/live-draft';
import type { RunView } from './run-view.svelte';

const NONE: LiveDraft = { rate: '', saveEvery: '', previewEvery: '', previewPrompt: '' };

export class LiveForm {
  private typed = $state.raw<Partial<LiveDraft>>({});
  private refused = $state.raw<Partial<Record<LiveKey, FailureData>>>({});
  /** accepted, not yet in the run's own list */
  private sent = $state.raw<{ change: LiveSettings; after: number } | undefined>();
  busy = $state(false);

  constructor(
    private readonly view: RunView,
    private readonly change: (change: LiveSettings) => Promise<void>,
  ) {}

  /** What holds now, with what is on its way. */
  get now(): LiveDraft {
    const { settings, changes } = this.view;
    if (!settings) return NONE;
    const pending = this.sent && changes.length <= this.sent.after ? [{ step: 0, ...this.sent.change }] : [];
    return liveNow(settings, [...changes, ...pending]);
  }

  get draft(): LiveDraft {
    return { ...this.now, ...this.typed };
  }

  private get reading(): LiveReading {
    const { settings, steps, step } = this.view;
    return readLive(this.draft, this.now, settings?.steps ?? steps, Math.max(0, step)); // a new schedule may last longer than the old
  }

  get problems(): Partial<Record<LiveKey, FailureData>> {
    return { ...this.refused, ...this.reading.problems };
  }

  /** The trainer has taken the run and listens. */
  get open(): boolean {
    return this.view.status === 'running' || this.view.status === 'paused';
  }

  get ready(): boolean {
    const { change, problems } = this.reading;
    return this.open && !this.busy && Object.keys(change).length > 0 && Object.keys(problems).length === 0;
  }

  set(key: LiveKey, text: string): void {
    this.typed = { ...this.typed, [key]: text };
    this.refused = Object.fromEntries(LIVE_KEYS.filter((other) => other !== key).map((other) => [other, this.refused[other]]));
  }

  async submit(): Promise<void> {
    if (!this.ready) return;
    const change = changedOnly(this.reading.change);
    const after = this.view.changes.length;
    this.busy = true;
    try {
      await this.change(change);
      this.sent = { change, after };
      this.typed = {};
    } catch (error) {
      const failure = failureData(error);
      this.refused = { [refusedKey(failure, change)]: failure };
    } finally {
      this.busy = false;
    }
  }

  /** Of another run. */
  forget(): void {
    this.typed = this.refused = {};
    this.sent = undefined;
  }
}
