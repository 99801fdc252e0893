/** @file The bench screen: what is to be timed, how far it is, what came out. */
import { BENCH_SIZES, type ModelName } from '../../bench/models';
import type { BenchRow } from '../../bench/report';
import type { BenchProgress } from '../../bench/run';
import type { BenchResult } from '../../../workers/bench-api';
import type { Services } from '../services';
import type { Notices } from './notices.svelte';

export class Bench {
  model = $state<ModelName>('sd15');
  sizes = $state.raw<readonly number[]>([512]);
  ops = $state(true);
  profile = $state(true);
  progress = $state.raw<BenchProgress | undefined>();
  /** as they come in; the result has them all */
  rows = $state.raw<readonly BenchRow[]>([]);
  result = $state.raw<BenchResult | undefined>();
  /** the shape was chosen, by a person or for the adapter */
  private suited = false;
  private running = $state.raw<AbortController | undefined>();

  constructor(private readonly services: Pick<Services, 'workers'>, private readonly notices: Notices) {}

  get active(): boolean {
    return this.running !== undefined;
  }

  /** The next model's smallest size: nobody waits for more than was asked for. */
  choose(model: ModelName): void {
    this.suited = true;
    this.model = model;
    this.sizes = BENCH_SIZES[model].slice(0, 1);
  }

  toggle(size: number): void {
    const chosen = this.sizes.includes(size) ? this.sizes.filter((other) => other !== size) : [...this.sizes, size];
    this.sizes = chosen.toSorted((a, b) => a - b);
  }

  /** What a software adapter can do in minutes, unless a person was quicker than the adapter's answer. */
  suit(software: boolean): void {
    if (software && !this.suited) this.choose('small');
  }

  async start(where: string): Promise<void> {
    const { model, sizes, ops, profile } = this;
    const running = new AbortController();
    Object.assign(this, { running, result: undefined, rows: [], progress: undefined });
    await this.notices.guard(async () => {
      this.result = await this.services.workers.bench.run({ model, sizes, ops, profile }, where, (progress) => this.hear(progress), running.signal).catch(ifCancelled(running.signal));
    });
    this.running = undefined;
  }

  /** Ends the worker; what has come in stays on the page. */
  cancel(): void {
    this.running?.abort(new DOMException('cancelled', 'AbortError'));
  }

  private hear(progress: BenchProgress): void {
    this.progress = progress;
    if (progress.row) this.rows = [...this.rows, progress.row];
  }
}

/** Being cancelled is no failure. */
const ifCancelled = (signal: AbortSignal) => (error: unknown): undefined => {
  if (!signal.aborted) throw error;
};
