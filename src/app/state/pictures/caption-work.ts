/** What the worker of caption edits is asked, one after the other, words of file names too. A regular expression that takes too long is ended with its worker. */
import { Failure } from '../../../failure';
import type { CaptionEdit } from '../../../images/tags/edits';
import type { NameWords } from '../../../images/file-words';
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

  /** Throws `settings.word-pattern…`. */
  fileWords(names: readonly string[], rules: NameWords): Promise<string[]> {
    return this.inTurn(() => this.workers.edits.fileWords(names, rules), true, 'settings.word-pattern-slow');
  }

  private inTurn<T>(work: () => Promise<T>, regular: boolean, slow = 'caption.pattern-slow'): Promise<T> {
    const turn = this.last.then(() => this.limited(work, regular, slow));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  /** The time to start the worker is not the expression's. */
  private async limited<T>(work: () => Promise<T>, regular: boolean, slow: string): Promise<T> {
    await this.answers.of(this.workers.edits.ready());
    const timer = regular ? setTimeout(() => this.stop(slow), 1000 * this.patience) : undefined;
    return this.answers.of(work()).finally(() => clearTimeout(timer));
  }

  private stop(slow: string): void {
    this.workers.stopEdits();
    this.answers.fail(new Failure(slow, { seconds: this.patience }));
  }
}
