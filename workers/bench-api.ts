/** Types of the bench worker's comlink endpoint (workers/bench.ts). Types only: nothing here runs. */
import type { BenchChoice, BenchProgress } from '../src/bench/run';
import type { BenchReport } from '../src/bench/report';

export interface BenchResult {
  report: BenchReport;
  /** the report as a person copies it */
  text: string;
}

export interface BenchApi {
  /** `where`: browser and day, for the report. Throws `gpu.no-webgpu`, `gpu.no-adapter`, `gpu.lost`, `gpu.error`. */
  run(choice: BenchChoice, where: string, listen: (progress: BenchProgress) => void): Promise<BenchResult>;
}
