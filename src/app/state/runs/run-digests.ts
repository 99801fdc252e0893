/** What logs say in short: read when it is first asked for, and again once more was written. */
import type { Run } from '../../../train/records';
import { digestOf, type RunDigest } from '../../logic/runs/run-digest';
import type { Services } from '../../services';

export class RunDigests {
  private readonly known = new Map<string, { updated: number; digest: Promise<RunDigest | undefined> }>();

  constructor(private readonly services: Services) {}

  /** undefined where the run has not begun */
  of({ id, updated }: Run): Promise<RunDigest | undefined> {
    const known = this.known.get(id);
    if (known?.updated === updated) return known.digest;
    const digest = this.services.store.runs.outline(id).then((outline) => outline && digestOf(outline));
    this.known.set(id, { updated, digest });
    return digest;
  }
}
