/** @file The bench's worker: it starts with a bench and ends with it, and all of its GPU memory with it. */
import type { BenchApi, BenchResult } from '../../../workers/bench-api';
import type { BenchChoice, BenchProgress } from '../../bench/run';
import { whileAsked } from '../../../workers/while-asked';
import { WorkerPool } from './worker-pool';

export interface Benches {
  /** An aborted signal rejects with its reason at once. Throws as `BenchApi` does, and `worker.died`. */
  run(choice: BenchChoice, where: string, listen: (progress: BenchProgress) => void, signal: AbortSignal): Promise<BenchResult>;
}

export function openBenches(): Benches {
  const create = (): Worker => new Worker(new URL('../../../workers/bench.ts', import.meta.url), { type: 'module', name: 'bench' });
  const pool = new WorkerPool<BenchApi>(create, { size: 1, idle: 1000 });
  return { run: (choice, where, listen, signal) => pool.run((worker) => whileAsked(listen, (heard) => worker.run(choice, where, heard)), signal) };
}
