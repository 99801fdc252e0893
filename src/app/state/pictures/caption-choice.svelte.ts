/** Which pictures are chosen, which one arrows move from, and which one is open. */
import { SvelteSet } from 'svelte/reactivity';
import type { Picture } from '../../../store/records';

export class CaptionChoice {
  /** id of the picture that arrows move from, and that is open; empty: the first */
  cursor = $state('');
  /** ids in the order they were shown when one of them was opened; empty: none is open */
  walk = $state.raw<readonly string[]>([]);
  private readonly marked = new SvelteSet<string>();
  /** where choosing with Shift began */
  private anchor = '';

  /** Some are, shown or not. */
  get some(): boolean {
    return this.marked.size > 0;
  }

  has(id: string): boolean {
    return this.marked.has(id);
  }

  toggle(id: string): void {
    this.cursor = this.anchor = id;
    if (!this.marked.delete(id)) this.marked.add(id);
  }

  choose(pictures: readonly Picture[]): void {
    this.marked.clear();
    for (const { id } of pictures) this.marked.add(id);
  }

  /** To the picture at that place of those shown. `extend`: all from where that began are chosen. */
  moveTo(shown: readonly Picture[], place: number, extend: boolean): void {
    if (!extend) this.anchor = shown[place].id;
    else this.anchor ||= this.cursor || shown[0].id;
    this.cursor = shown[place].id;
    if (!extend) return;
    const from = Math.max(0, shown.findIndex(({ id }) => id === this.anchor));
    this.choose(shown.slice(Math.min(from, place), Math.max(from, place) + 1));
  }

  open(shown: readonly Picture[], id: string): void {
    this.walk = shown.map((picture) => picture.id);
    this.cursor = id;
  }

  close(): void {
    this.walk = [];
  }

  /** Opens that one instead, if it is one of those that were shown. */
  reveal(id: string): void {
    if (this.walk.includes(id)) this.cursor = id;
  }

  /** 1: to the next of those that were shown, -1: to the one before; false at the end. */
  step(by: 1 | -1): boolean {
    const next = this.walk.at(this.walk.indexOf(this.cursor) + by);
    if (next === undefined || (by < 0 && this.cursor === this.walk[0])) return false;
    this.cursor = next;
    return true;
  }
}
