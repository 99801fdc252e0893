/** What the worker of caption edits is asked, one after the other. A regular expression that takes too long is ended with its worker. */
import { Failure } from '../../../failure';
import type { CaptionEdit } from '../../../images/tags/edits';
import type { Find } from '../../../images/tags/find';
import type { Workers } from '../../services';
import { Answers } from '../answers';

/** Honest ones take 20 ms for 5,000 captions. */
const PATIENCE_S = 2;

type EditWorkers = Pick<Workers, 'edits' | 'stopEdits' | 'onCrash'>;

export class CaptionWork {
  private readonly answers: Answers;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly workers: EditWorkers,
    private readonly patience = PATIENCE_S,
  ) {
    this.answers = new Answers(workers, 'edits');
  }

  /** Throws `caption.pattern…`. */
  matches(captions: readonly string[], find: Find): Promise<boolean[]> {
    return this.inTurn(() => this.workers.edits.matches(captions, find), find.regular);
  }

  /** Throws `caption.pattern…`. */
  edit(captions: readonly string[], edit: CaptionEdit): Promise<string[]> {
    return this.inTurn(() => this.workers.edits.edit(captions, edit), 'find' in edit && edit.find.regular);
  }

  private inTurn<T>(work: () => Promise<T>, regular: boolean): Promise<T> {
    const turn = this.last.then(() => this.limited(work, regular));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  /** The time to start the worker is not the expression's. */
  private async limited<T>(work: () => Promise<T>, regular: boolean): Promise<T> {
    await this.answers.of(this.workers.edits.ready());
    const timer = regular ? setTimeout(() => this.stop(), 1000 * this.patience) : undefined;
    return this.answers.of(work()).finally(() => clearTimeout(timer));
  }

  private stop(): void {
    this.workers.stopEdits();
    this.answers.fail(new Failure('caption.pattern-slow', { seconds: this.patience }));
  }
}
