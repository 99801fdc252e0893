/** @file Reading pictures on all cores. */
import type { IntakeApi } from '../../../workers/intake-api';
import type { Intake } from '../services';
import { WorkerPool } from './worker-pool';

export function openIntake(): Intake {
  const pool = new WorkerPool<IntakeApi>(() => new Worker(new URL('../../../workers/intake.ts', import.meta.url), { type: 'module', name: 'intake' }));
  return {
    list: (zip, signal) => pool.run((api) => api.list(zip, zip.name), signal),
    read: (picture, signal) => pool.run((api) => api.read(picture), signal),
    pack: (request, signal) => pool.run((api) => api.pack(request), signal),
    digest: (picture, signal) => pool.run((api) => api.digest(picture), signal),
  };
}
