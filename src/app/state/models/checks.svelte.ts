/** Hashing stored models again: which one, how far, what came out. */
import type { CheckReport } from '../../../../workers/importer-api';
import type { Services } from '../../services';
import { Answers } from '../answers';
import type { Notices } from '../notices.svelte';

export interface CheckProgress {
  id: string;
  done: number;
  total: number;
}

export class Checks {
  running = $state.raw<CheckProgress | undefined>();
  reports = $state.raw<Readonly<Record<string, CheckReport | undefined>>>({});

  private readonly answers: Answers;

  constructor(
    private readonly services: Services,
    private readonly notices: Notices,
  ) {
    this.answers = new Answers(services.workers, 'importer');
  }

  async check(id: string): Promise<void> {
    if (this.running) return;
    this.reports = { ...this.reports, [id]: undefined };
    this.running = { id, done: 0, total: 1 };
    await this.notices.guard(async () => {
      const checked = this.services.workers.importer.check(id, (message) => {
        if (message.kind === 'progress') this.running = { id, done: message.done, total: message.total };
      });
      const report = await this.answers.of(checked);
      this.reports = { ...this.reports, [id]: report };
    });
    this.running = undefined;
  }
}
