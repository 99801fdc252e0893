/** @file Watches a campaign from outside: a parser that does not come back, or takes all memory, is ended and reported. */
import { Worker } from 'node:worker_threads';
import { HEAD_BYTES, type Order, type Tally, type TargetName } from './campaign';

export interface Watch {
  target: TargetName;
  count: number;
  seed?: number;
  /** heap of the thread */
  megabytes?: number;
  /** milliseconds a mutant may take */
  limit?: number;
}

export type Report = Tally & { seconds: number };

const ROOM_BYTES = 65_536;
const CHECK_EVERY = 100;
/** Beyond its own limit a mutant has this long before it counts as hanging. */
const PATIENCE = 2000;
/** What the process may grow by beside the heap: buffers. */
const BUFFER_BYTES = 512 * 2 ** 20;

/** Never rejects: what went wrong is in the report. */
export function watch({ target, count, seed = 1, megabytes = 256, limit = 1000 }: Watch): Promise<Report> {
  const shared = new SharedArrayBuffer(HEAD_BYTES + ROOM_BYTES);
  const order: Order = { target, count, seed, shared, limit };
  const worker = new Worker(new URL('./worker.mjs', import.meta.url), { workerData: order, resourceLimits: { maxOldGenerationSizeMb: megabytes } });
  const begun = performance.now();
  return new Promise((resolve) => {
    const finish = (tally: Tally): void => {
      clearInterval(timer);
      resolve({ ...tally, seconds: (performance.now() - begun) / 1000 });
      void worker.terminate();
    };
    const fail = (message: string): void => finish(endedTally(shared, message));
    const timer = watchThread(shared, limit, megabytes, fail, worker);
    worker.on('message', (message: Tally | 'begun') => message !== 'begun' && finish(message));
    worker.on('error', (error: Error & { code?: string }) => fail(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'took all memory' : String(error.stack)));
    worker.on('exit', () => fail('ended without a result: something was waited for that never comes'));
  });
}

/** The clock runs from when the thread says that it has what the mutants come from. */
function watchThread(shared: SharedArrayBuffer, limit: number, megabytes: number, fail: (message: string) => void, worker: Worker): NodeJS.Timeout {
  let last = -1;
  let since = Infinity;
  let base = 0;
  worker.on('message', () => {
    since = performance.now();
    base = process.memoryUsage.rss();
  });
  return setInterval(() => {
    const now = Atomics.load(new Int32Array(shared), 0);
    if (now !== last && since !== Infinity) since = performance.now();
    last = now;
    if (performance.now() - since > 2 * limit + PATIENCE) fail('does not come back');
    if (base && process.memoryUsage.rss() - base > megabytes * 2 ** 20 + BUFFER_BYTES) fail('took all memory');
  }, CHECK_EVERY);
}

/** The mutant at hand is the culprit. */
function endedTally(shared: SharedArrayBuffer, message: string): Tally {
  const [mutants, length] = new Int32Array(shared, 0, 2);
  const mutant = Buffer.from(new Uint8Array(shared, HEAD_BYTES, Math.min(length, ROOM_BYTES))).toString('base64');
  return { mutants, outcomes: {}, slowest: 0, failure: { mutant, message } };
}
