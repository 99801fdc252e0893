/** @file What the run's chart shows: which lines, which steps, and the step whose numbers are told. */
import { chartTables, isSide, valueAt, type ChartSource, type ChartTable, type SeriesKey, type SideKey } from '../../logic/chart/chart-series';
import { Smoothed } from '../../logic/chart/smoothing';
import { isWhole, moved, within, zoomed, type StepRange } from '../../logic/chart/step-range';
import type { RunView } from './run-view.svelte';

/** How much less or more one press of a button shows. */
const ZOOM = 0.5;

export class RunChart {
  /** in the order in which they were switched on */
  shown = $state.raw<readonly SeriesKey[]>(['raw', 'smooth', 'fixed']);
  /** weight of what came before, 0..1 */
  smoothing = $state(0.9);
  logarithmic = $state(false);
  /** whose numbers are told; undefined: the last one */
  at = $state<number | undefined>();
  /** undefined: all of the run, also as it grows */
  private range = $state.raw<StepRange | undefined>();
  /** The log grows ten times a second; what is drawn follows when `follow` is called. */
  private drawn = $state(0);
  private average: { of: Smoothed; cuts: number } | undefined;

  constructor(private readonly view: RunView) {}

  follow(): void {
    this.drawn++;
  }

  get source(): ChartSource {
    void this.drawn;
    const { log, evals } = this.view;
    if (this.average?.of.weight !== this.smoothing || this.average.cuts !== log.cuts) {
      this.average = { of: new Smoothed(this.smoothing), cuts: log.cuts };
    }
    return { log, evals, smoothed: this.average.of.follow(log.column('loss')) };
  }

  get whole(): StepRange {
    void this.drawn;
    const steps = this.view.log.column('step');
    const evals = this.view.evals;
    const first = Math.min(steps.length ? steps[0] - 1 : Infinity, evals[0]?.step ?? Infinity);
    const last = Math.max(steps.at(-1) ?? 0, evals.at(-1)?.step ?? 0);
    return Number.isFinite(first) ? { first, last: Math.max(last, first + 1) } : { first: 0, last: 1 };
  }

  get window(): StepRange {
    return this.range ? within(this.range, this.whole) : this.whole;
  }

  get zoomedIn(): boolean {
    return this.range !== undefined;
  }

  /** The line that has the axis on the right: the one switched on last. */
  get side(): SideKey | undefined {
    return this.shown.findLast(isSide);
  }

  get step(): number {
    const { first, last } = this.window;
    return this.at === undefined ? Math.floor(last) : Math.min(Math.max(this.at, Math.ceil(first)), Math.floor(last));
  }

  tables(places: number): [ChartTable, ChartTable] {
    return chartTables(this.source, this.shown, this.window, places);
  }

  value(key: SeriesKey): number | undefined {
    return valueAt(this.source, key, this.step);
  }

  /** Old runs lack some numbers; a run that has only begun may still bring them. */
  lacks(key: SeriesKey): boolean {
    void this.drawn;
    return isSide(key) && this.view.log.count > 0 && !this.view.log.has(key);
  }

  toggle(key: SeriesKey): void {
    this.shown = this.shown.includes(key) ? this.shown.filter((other) => other !== key) : [...this.shown, key];
  }

  select(first: number, last: number): void {
    this.show(within({ first, last }, this.whole));
  }

  /** Nearer to the step whose numbers are told, or to the middle. */
  zoom(nearer: boolean): void {
    const { first, last } = this.window;
    this.show(zoomed(this.window, this.whole, nearer ? ZOOM : 1 / ZOOM, this.at ?? (first + last) / 2));
  }

  /** By a share of what is shown. */
  move(share: number): void {
    this.show(moved(this.window, this.whole, share));
  }

  showAll(): void {
    this.range = undefined;
  }

  /** The step told moves by a share of what is shown, at least by one; the window goes along. */
  walk(share: number): void {
    const { first, last } = this.window;
    const by = Math.sign(share) * Math.max(1, Math.round(Math.abs(share) * (last - first)));
    this.tell(this.step + by);
  }

  /** Numbers of this step; the window comes to it. */
  tell(step: number): void {
    const { whole, window } = this;
    this.at = Math.min(Math.max(step, Math.ceil(whole.first)), Math.floor(whole.last));
    if (this.at < window.first) this.show(moved(window, whole, (this.at - window.first) / (window.last - window.first)));
    if (this.at > window.last) this.show(moved(window, whole, (this.at - window.last) / (window.last - window.first)));
  }

  private show(range: StepRange): void {
    this.range = isWhole(range, this.whole) ? undefined : range;
  }
}
