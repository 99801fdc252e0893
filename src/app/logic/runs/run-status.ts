/** How a run stands, for a list. */
import type { Run } from '../../../train/records';
import type { RunStatus } from '../../state/run/run-view.svelte';

/** `shown`: the run of the run page, which knows more while it is under way. What was cut off cannot have said so. */
export function statusOf({ id, status }: Run, shown: { id: string; status: RunStatus; active: boolean }): RunStatus {
  if (shown.active && shown.id === id) return shown.status;
  return status === 'running' || status === 'paused' ? 'interrupted' : status;
}
