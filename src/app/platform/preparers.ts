/** The preparing workers side by side. */
import type { MadePicture, PicturePlan, PreparerApi, SourcePicture } from '../../../workers/preparer-api';
import type { PrepareOptions } from '../../images/prepare/options';
import { WorkerPool } from './worker-pool';

/** As PreparerApi; what is asked beyond the number of workers waits. An aborted signal rejects with its reason at once. */
export interface Preparers {
  prepare(source: SourcePicture, options: PrepareOptions, signal?: AbortSignal): Promise<MadePicture[]>;
  plan(source: SourcePicture, options: PrepareOptions, signal?: AbortSignal): Promise<PicturePlan>;
}

export function openPreparers(): Preparers {
  const pool = new WorkerPool<PreparerApi>(
    () => new Worker(new URL('../../../workers/preparer.ts', import.meta.url), { type: 'module', name: 'preparer' }),
  );
  return {
    prepare: (source, options, signal) => pool.run((worker) => worker.prepare(source, options), signal),
    plan: (source, options, signal) => pool.run((worker) => worker.plan(source, options), signal),
  };
}
