/** @file Pictures that are being read: how far it is, and a way to stop it. */
import type { Picture } from '../../../store/records';
import type { OfferedPicture } from '../../logic/offered-pictures';
import type { Services } from '../../services';
import type { Notices } from '../notices.svelte';
import { readPictures, tellReport } from './read-pictures';

export class Reading {
  /** files still to be read */
  left = $state(0);
  /** files given since nothing was being read */
  total = $state(0);
  /** calls of `read` that have not ended: their last pictures may be on their way when no file is left to be read */
  private under = $state(0);
  private stopping = new AbortController();

  constructor(
    private readonly services: Services,
    private readonly notices: Pick<Notices, 'add'>,
  ) {}

  get busy(): boolean {
    return this.under > 0;
  }

  /** `known`: digests of what is there. Pictures are handed on in order, some at a time. */
  async read(offered: readonly OfferedPicture[], known: Iterable<string>, take: (pictures: Picture[]) => Promise<void>): Promise<void> {
    if (!offered.length) return;
    const { signal } = this.stopping;
    const { intake } = this.services.workers;
    let mine = 0;
    this.under++;
    const reading = (more: number): void => {
      if (signal.aborted) return;
      mine += more;
      this.count(more);
    };
    try {
      const report = await readPictures(offered, { intake, known, signal, reading, take });
      if (!signal.aborted) tellReport(report, (error, level) => this.notices.add(error, level));
    } catch (error) {
      // Where the store is full, reading on is no use.
      this.cancel();
      throw error;
    } finally {
      this.count(-mine);
      this.under--;
    }
  }

  /** What was read stays. */
  cancel(): void {
    this.stopping.abort();
    this.stopping = new AbortController();
  }

  private count(more: number): void {
    this.total = (this.left ? this.total : 0) + Math.max(0, more);
    this.left += more;
  }
}
