/** Problems and warnings until the person has read them. */
import { failureData, type FailureData } from '../../failure';

export interface Notice {
  id: number;
  level: 'error' | 'warning';
  failure: FailureData;
}

const MOST = 6;

export class Notices {
  list = $state.raw<Notice[]>([]);
  private next = 1;

  add(error: unknown, level: Notice['level'] = 'error'): void {
    const failure = asData(error);
    const others = this.list.filter((notice) => !isSame(notice.failure, failure));
    this.list = [...others, { id: this.next++, level, failure }].slice(-MOST);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }

  /** Before something is tried again: what went wrong last time is no news. */
  clear(): void {
    this.list = [];
  }

  /** Whether it went well; what went wrong is shown. */
  async guard(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.add(error);
      return false;
    }
  }
}

/** Failures and their data pass; anything else becomes `internal`. */
function asData(error: unknown): FailureData {
  const like = error as Partial<FailureData> | null;
  if (typeof like?.code === 'string' && like.values) return { code: like.code, values: like.values };
  return failureData(error);
}

function isSame(a: FailureData, b: FailureData): boolean {
  return a.code === b.code && JSON.stringify(a.values) === JSON.stringify(b.values);
}
