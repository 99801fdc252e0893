/** @file Which preview is shown, and which one it is held against. */
import type { Preview, RunView } from './run-view.svelte';

/** More than these are not laid out side by side. */
const STRIP = 40;

export class PreviewChoice {
  /** undefined: always the newest */
  private held = $state<number | undefined>();
  /** undefined: the first one */
  private earlier = $state<number | undefined>();
  comparing = $state(false);
  /** share of the picture that the other one covers, percent */
  wipe = $state(50);

  constructor(private readonly view: RunView) {}

  get last(): number {
    return this.view.previews.length - 1;
  }

  get index(): number {
    return this.held === undefined ? this.last : Math.min(this.held, this.last);
  }

  get otherIndex(): number {
    return Math.min(this.earlier ?? 0, this.last);
  }

  get shown(): Preview | undefined {
    return this.view.previews[this.index];
  }

  /** Those around the one that is shown, with their places among all. */
  get strip(): { index: number; preview: Preview }[] {
    const { previews } = this.view;
    const from = Math.max(0, Math.min(this.index - STRIP / 2, previews.length - STRIP));
    return previews.slice(from, from + STRIP).map((preview, i) => ({ index: from + i, preview }));
  }

  /** Undefined while nothing is compared. */
  get other(): Preview | undefined {
    return this.comparing ? this.view.previews[this.otherIndex] : undefined;
  }

  /** With another prompt or seed, what differs is not the training's doing alone. */
  get alike(): boolean {
    const { shown, other } = this;
    return !shown || !other || (shown.prompt === other.prompt && shown.seed === other.seed);
  }

  choose(index: number): void {
    this.held = index === this.last ? undefined : index;
  }

  chooseOther(index: number): void {
    this.earlier = index;
  }

  /** The last one made by `step`, if there is one. */
  showStep(step: number): void {
    const index = this.view.previews.findLastIndex((preview) => preview.step <= step);
    if (index >= 0) this.choose(index);
  }

  /** Of another run. */
  forget(): void {
    this.held = this.earlier = undefined;
  }
}
