/**
 * @file Workers of one kind side by side: each does one job at a time, what is asked beyond that waits its turn. They start when
 * there is work and end when there was none for a while, since each holds memory of its own.
 */
import { releaseProxy, wrap, type Remote } from 'comlink';
import { Failure, failureData } from '../../failure';
import { carryFailures } from '../../../workers/failures';

export interface PoolSettings {
  /** workers at most; as many as there are cores, up to 8, if not given */
  size?: number;
  /** milliseconds without a job after which the workers end */
  idle?: number;
}

/** A call or several of one worker; what it answers must not need the worker any more. */
type Job<Api extends object, T> = (api: Remote<Api>) => Promise<T>;

interface Waiting<Api extends object> {
  job: Job<Api, unknown>;
  signal?: AbortSignal;
  resolve: (value: never) => void;
  reject: (reason: unknown) => void;
}

const MOST = 8;
const IDLE = 20_000;

/** All cores, 1 to 8. */
export const poolSize = (cores = navigator.hardwareConcurrency): number => Math.max(1, Math.min(MOST, cores || 1));

export class WorkerPool<Api extends object> {
  readonly size: number;
  private readonly idleFor: number;
  private readonly queue = new Set<Waiting<Api>>();
  private readonly members = new Set<Member<Api>>();
  private idle: ReturnType<typeof setTimeout> | undefined;

  /** `create` holds the whole `new Worker(new URL(…), …)`: bundlers find workers by that form. */
  constructor(private readonly create: () => Worker, { size = poolSize(), idle = IDLE }: PoolSettings = {}) {
    this.size = size;
    this.idleFor = idle;
    carryFailures();
  }

  /**
   * Answers what the job does. Rejects with the signal's reason as soon as that is aborted (a worker that is at the job ends),
   * with `worker.died` {message} where the worker did. The other jobs go on; a new worker takes its place.
   */
  run<T>(job: Job<Api, T>, signal?: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const waiting: Waiting<Api> = { job, signal, resolve, reject };
      this.queue.add(waiting);
      signal?.addEventListener('abort', () => this.queue.delete(waiting) && reject(signal.reason), { once: true });
      this.next();
    });
  }

  /** Ends all workers; what was asked is rejected with `reason`. The next job starts new ones. */
  close(reason: unknown = new Failure('worker.died', { message: 'closed' })): void {
    for (const { reject } of this.queue) reject(reason);
    this.queue.clear();
    for (const member of [...this.members]) member.end(reason);
  }

  private next(): void {
    clearTimeout(this.idle);
    for (const waiting of this.queue) {
      const member = this.freeMember();
      if (!member) return;
      this.queue.delete(waiting);
      void member.work(waiting).then(() => this.next());
    }
    if (![...this.members].some(({ busy }) => busy)) this.idle = setTimeout(() => this.close(), this.idleFor);
  }

  private freeMember(): Member<Api> | undefined {
    const free = [...this.members].find(({ busy }) => !busy);
    if (free || this.members.size >= this.size) return free;
    const member = new Member<Api>(this.create(), () => this.members.delete(member));
    this.members.add(member);
    return member;
  }
}

/** One worker. Once it has ended it is used no more. */
class Member<Api extends object> {
  busy = false;
  private readonly remote: Remote<Api>;
  private failed: (reason: unknown) => void = () => undefined;

  constructor(private readonly worker: Worker, private readonly gone: () => void) {
    this.remote = wrap<Api>(worker);
    const died = (event: Event): void => this.end(new Failure('worker.died', { message: messageOf(event) }));
    worker.addEventListener('error', died);
    worker.addEventListener('messageerror', died);
  }

  /** Settles when the job is over, however. */
  async work({ job, signal, resolve, reject }: Waiting<Api>): Promise<void> {
    this.busy = true;
    const abort = (): void => this.end(signal?.reason);
    const ended = new Promise<never>((_, fail) => (this.failed = fail));
    signal?.addEventListener('abort', abort);
    try {
      resolve((await Promise.race([job(this.remote), ended])) as never);
    } catch (error) {
      reject(error);
    } finally {
      signal?.removeEventListener('abort', abort);
      this.busy = false;
    }
  }

  end(reason: unknown): void {
    this.gone();
    this.failed(reason);
    this.remote[releaseProxy]();
    this.worker.terminate();
  }
}

/** A script that could not be loaded gives an event without an error. */
function messageOf(event: Event): string {
  const { error, message } = event as Partial<ErrorEvent>;
  if (error) return String(failureData(error).values.message ?? error);
  return message || 'a worker did not start';
}
