/** Answers of a worker that may die or be ended: then it never answers, and what waits for it has to be told. */
import type { WorkerName } from '../../../workers/client';
import type { Workers } from '../services';

export class Answers {
  private readonly waiting = new Set<(reason: unknown) => void>();

  constructor(workers: Pick<Workers, 'onCrash'>, worker: WorkerName) {
    workers.onCrash((error, crashed) => crashed === worker && this.fail(error));
  }

  /** Does anybody wait for an answer? */
  get awaited(): boolean {
    return this.waiting.size > 0;
  }

  /** The answer, or the reason why there will be none. */
  of<T>(answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.waiting.add(reject);
      answer.finally(() => this.waiting.delete(reject)).then(resolve, reject);
    });
  }

  /** Nobody waits any more. */
  fail(reason: unknown): void {
    for (const reject of this.waiting) reject(reason);
    this.waiting.clear();
  }
}
