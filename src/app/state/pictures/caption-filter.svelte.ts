/** Which captions are shown: by tags and plain text at once, by regular expression as the worker answers. */
import { failureData, type FailureData } from '../../../failure';
import { hasTags, hasText } from '../../../images/tags/filter';
import type { Picture } from '../../../store/records';
import { idsOf, tagsOf } from '../../logic/captions/picture-tags';
import type { CaptionWork } from './caption-work';

/** Milliseconds without a letter typed, before a regular expression is tried. */
const PAUSE_MS = 200;

export class CaptionFilter {
  text = $state('');
  /** the text is a regular expression, for captions; plain text is looked for in file names too */
  regular = $state(false);
  /** whether a picture needs all of the wanted tags or one of them */
  match = $state<'all' | 'any'>('all');
  wanted = $state.raw<readonly string[]>([]);
  unwanted = $state.raw<readonly string[]>([]);
  /** ids of the pictures that advice means: nothing else is shown */
  only = $state.raw<Readonly<Record<string, true>> | undefined>();
  /** what is wrong with the regular expression: nothing is shown then */
  problem = $state.raw<FailureData | undefined>();
  /** the regular expression is not answered yet */
  searching = $state(false);
  private found = $state.raw<ReadonlySet<string> | undefined>();
  private turn = 0;

  constructor(private readonly work: Pick<CaptionWork, 'matches'>) {}

  get active(): boolean {
    return this.text.trim() !== '' || this.wanted.length > 0 || this.unwanted.length > 0 || this.only !== undefined;
  }

  shown(list: readonly Picture[]): readonly Picture[] {
    if (!this.active) return list;
    const { wanted, unwanted, match, only } = this;
    const tags = { all: match === 'all' ? wanted : [], any: match === 'any' ? wanted : [], none: unwanted };
    return list.filter((picture) => (!only || picture.id in only) && hasTags(tagsOf(picture), tags) && this.hasText(picture));
  }

  /** To be called whenever the text, its kind or the captions change. */
  async search(list: readonly Picture[]): Promise<void> {
    const turn = ++this.turn;
    this.problem = undefined;
    this.searching = this.regular && this.text.trim() !== '';
    if (!this.searching) return;
    await new Promise((done) => setTimeout(done, PAUSE_MS));
    if (turn !== this.turn) return;
    const { ids, problem } = await this.foundIn(list);
    if (turn === this.turn) Object.assign(this, { found: ids, problem, searching: false });
  }

  toggle(tag: string): void {
    this.unwanted = without(this.unwanted, tag);
    this.wanted = this.wanted.includes(tag) ? without(this.wanted, tag) : [...this.wanted, tag];
  }

  toggleUnwanted(tag: string): void {
    this.wanted = without(this.wanted, tag);
    this.unwanted = this.unwanted.includes(tag) ? without(this.unwanted, tag) : [...this.unwanted, tag];
  }

  clear(): void {
    this.text = '';
    this.wanted = [];
    this.unwanted = [];
    this.only = undefined;
  }

  private hasText({ id, caption, name }: Picture): boolean {
    if (!this.regular || !this.text.trim()) return hasText([caption, name], this.text);
    return this.found?.has(id) ?? false;
  }

  private async foundIn(list: readonly Picture[]): Promise<{ ids: ReadonlySet<string> | undefined; problem?: FailureData }> {
    const find = { text: this.text, regular: true, ignoreCase: true };
    try {
      return { ids: idsOf(list, await this.work.matches(list.map(({ caption }) => caption), find)) };
    } catch (error) {
      return { ids: undefined, problem: failureData(error) };
    }
  }
}

const without = (tags: readonly string[], tag: string): string[] => tags.filter((other) => other !== tag);
