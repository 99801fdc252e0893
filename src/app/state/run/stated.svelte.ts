/** @file A growing list as the text of an attribute, made in tasks of a few milliseconds. */
import type { SlicedJson } from '../../logic/sliced-json';

const EVERY_MS = 1000;
/** Longer lists are stated once they rest: an attribute of megabytes each second is for nobody. */
const MOST_WHILE_GROWING = 5000;

export class Stated {
  text = $state.raw('[]');
  private timer: ReturnType<typeof setTimeout> | undefined;
  private cuts = 0;

  constructor(private readonly json: SlicedJson) {}

  /** `cuts`: grows when something was taken out of the list. */
  follow(count: number, growing: boolean, cuts: number): void {
    if (cuts !== this.cuts) this.json.restart();
    this.cuts = cuts;
    if (growing && count > MOST_WHILE_GROWING) return;
    if (growing || this.json.long) this.timer ??= setTimeout(() => this.go(), growing ? EVERY_MS : 0);
    else this.go();
  }

  private go(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.json.go()) this.text = this.json.text();
    else this.timer = setTimeout(() => this.go(), 0);
  }
}
