/** A bench that measures nothing: it says what it was asked, and can be made to wait until it is cancelled. */
import type { Benches } from '../../../src/app/platform/open-bench';
import type { BenchRow } from '../../../src/bench/report';

export const ROW: BenchRow = { kind: 'step', name: 'training step 64 × 64', gflop: 2, bytes: 0, ms: 500 };

/** `hold`: never answers by itself, only by its signal. */
export function fakeBench({ hold = false, gaps = [] as { name: string; failure: { code: string; values: Record<string, number> } }[] } = {}): Benches {
  return {
    run: async ({ model }, where, listen, signal) => {
      listen({ done: 1, total: 2, name: '64 × 64', row: ROW });
      if (hold) await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      const report = { adapter: 'fake', software: true, storage: 'f32', kernels: 'barrier-free', model, peak: { gflops: 8, bandwidth: 4 }, rows: [ROW], gaps, where } as const;
      return { report, text: `${model} at ${where}` };
    },
  };
}
