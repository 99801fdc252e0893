/** @file Judging pictures behind all else: on half of the cores, so that a run and the page have theirs. */
import type { JudgeApi } from '../../../workers/judge-api';
import { poolSize, WorkerPool } from './worker-pool';

export function openJudge(): JudgeApi {
  const pool = new WorkerPool<JudgeApi>(
    () => new Worker(new URL('../../../workers/judge.ts', import.meta.url), { type: 'module', name: 'judge' }), { size: Math.max(1, Math.floor(poolSize() / 2)) },
  );
  return {
    look: (picture, name) => pool.run((worker) => worker.look(picture, name)),
    alike: (hashes) => pool.run((worker) => worker.alike(hashes)),
  };
}
