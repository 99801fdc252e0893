/** @file A growing list as JSON, for whoever reads the page by script: a slice a task, and each entry only once. */

export interface GrowingList {
  readonly count: number;
  at(index: number): unknown;
}

export class SlicedJson {
  private parts: string[] = [];
  private done = 0;

  /** @param slice entries a task */
  constructor(
    private readonly list: GrowingList,
    private readonly slice: number,
  ) {}

  /** So much is new that it takes more than one slice. */
  get long(): boolean {
    return this.list.count - this.done > this.slice;
  }

  /** What was stated is no longer there. */
  restart(): void {
    this.parts = [];
    this.done = 0;
  }

  /** All entries that are new, or one slice of them; true when none is left. */
  go(): boolean {
    const end = Math.min(this.list.count, this.done + this.slice);
    const texts: string[] = [];
    for (; this.done < end; this.done++) texts.push(JSON.stringify(this.list.at(this.done)));
    if (texts.length) this.parts.push(texts.join(','));
    return this.done >= this.list.count;
  }

  text(): string {
    // One part from now on: what has been joined is not joined again.
    if (this.parts.length > 1) this.parts = [this.parts.join(',')];
    return `[${this.parts[0] ?? ''}]`;
  }
}
