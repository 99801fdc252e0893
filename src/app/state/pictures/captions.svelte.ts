/** The panel of captions: what is shown, changes of many, undo. */
import { failureData, type FailureData } from '../../../failure';
import { countTags } from '../../../images/tags/counts';
import type { CaptionEdit } from '../../../images/tags/edits';
import type { Picture } from '../../../store/records';
import { answered } from '../../logic/captions/caption-changes';
import { tagsOf } from '../../logic/captions/picture-tags';
import type { Services } from '../../services';
import type { Notices } from '../notices.svelte';
import { CaptionChoice } from './caption-choice.svelte';
import { CaptionFilter } from './caption-filter.svelte';
import { CaptionForm } from './caption-form.svelte';
import { CaptionHistory, type ChangeKind, type HistoryStep } from './caption-history.svelte';
import { CaptionWork } from './caption-work';
import type { Pictures } from './pictures.svelte';

/** What was done last, for a line that says so. */
export interface CaptionsDone {
  how: 'changed' | 'undone' | 'redone';
  kind: ChangeKind;
  /** captions that are new */
  count: number;
}

export class Captions {
  readonly filter: CaptionFilter;
  readonly history: CaptionHistory;
  readonly choice = new CaptionChoice();
  readonly form = new CaptionForm();
  /** a change of many is being made */
  editing = $state(false);
  /** why the last change of many was not made */
  problem = $state.raw<{ kind: ChangeKind; failure: FailureData } | undefined>();
  done = $state.raw<CaptionsDone | undefined>();
  readonly work: CaptionWork;

  constructor(
    services: Services,
    private readonly notices: Pick<Notices, 'guard'>,
    private readonly pictures: Pictures,
  ) {
    this.work = new CaptionWork(services.workers);
    this.filter = new CaptionFilter(this.work);
    this.history = new CaptionHistory(pictures);
  }

  /** Read it once for each change. */
  get shown(): readonly Picture[] {
    return this.filter.shown(this.pictures.list);
  }

  /** What a change of many is made to: the chosen ones among those shown, or else all that are shown. */
  get targets(): readonly Picture[] {
    const { shown, choice } = this;
    return choice.some ? shown.filter(({ id }) => choice.has(id)) : shown;
  }

  /** The picture that is open; it may be gone by now. */
  get opened(): Picture | undefined {
    return this.choice.walk.length ? this.pictures.list.find(({ id }) => id === this.choice.cursor) : undefined;
  }

  /** Shows those alone, whatever was looked for or chosen before; without any all of them. */
  showOnly(ids: readonly string[]): void {
    const { filter, choice } = this;
    choice.close();
    choice.choose([]);
    choice.cursor = ids[0] ?? choice.cursor;
    filter.clear();
    if (ids.length) filter.only = Object.fromEntries(ids.map((id) => [id, true]));
  }

  /** Captions by the pictures' ids, typed or said by a tagger: one write, one step to undo. */
  async write(captions: ReadonlyMap<string, string>, kind: ChangeKind): Promise<void> {
    await this.told('changed', kind, () => this.history.apply(captions, kind));
  }

  async edit(edit: CaptionEdit): Promise<void> {
    const { targets } = this;
    this.problem = undefined;
    this.editing = true;
    try {
      const after = await this.work.edit(targets.map(({ caption }) => caption), edit);
      await new Promise((done) => setTimeout(done)); // reading the answer and drawing it: two tasks
      await this.write(answered(targets, after, this.pictures.list), edit.kind);
    } catch (error) {
      this.problem = { kind: edit.kind, failure: failureData(error) };
    } finally {
      this.editing = false;
    }
  }

  /** The tags that most pictures have come first. */
  sortByCount(): Promise<void> {
    return this.edit({ kind: 'sort-count', counts: countTags(this.pictures.list.map(tagsOf)) });
  }

  undo(): Promise<void> {
    return this.back('undone', this.history.last, () => this.history.undo());
  }

  redo(): Promise<void> {
    return this.back('redone', this.history.next, () => this.history.redo());
  }

  /** While a picture is open, the one that a step was about is shown. */
  private async back(how: CaptionsDone['how'], step: HistoryStep | undefined, work: () => Promise<number>): Promise<void> {
    if (!step) return;
    if (step.changes.length === 1) this.choice.reveal(step.changes[0].id);
    await this.told(how, step.kind, work);
  }

  private async told(how: CaptionsDone['how'], kind: ChangeKind, work: () => Promise<number>): Promise<void> {
    await this.notices.guard(async () => {
      const count = await work();
      this.done = { how, kind, count };
    });
  }
}
