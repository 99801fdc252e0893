/** @file A growing list as the text of an attribute, made in tasks of a few milliseconds. */
import type { SlicedJson } from '../../logic/sliced-json';

const EVERY_MS = 1000;
/** Longer lists are stated once they rest, in a task of their own: an attribute of megabytes each second is for nobody. */
const SHORT = 5000;

export class Stated {
  text = $state.raw('[]');
  private timer: ReturnType<typeof setTimeout> | undefined;
  private cuts = 0;

  constructor(private readonly json: SlicedJson) {}

  /** `cuts`: grows when something was taken out of the list. */
  follow(count: number, growing: boolean, cuts: number): void {
    if (cuts !== this.cuts) this.json.restart();
    this.cuts = cuts;
    const short = count <= SHORT;
    if (growing && !short) return;
    if (growing || !short || this.json.long) this.timer ??= setTimeout(() => this.go(), growing ? EVERY_MS : 0);
    else this.go();
  }

  private go(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.json.go()) this.text = this.json.text();
    else this.timer = setTimeout(() => this.go(), 0);
  }
}
