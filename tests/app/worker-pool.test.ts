/** Workers side by side: how many work at once, and what becomes of a job whose worker dies. */
import { expose } from 'comlink';
import { afterEach, expect, test, vi } from 'vitest';
import { Failure } from '../../src/failure';
import { poolSize, WorkerPool } from '../../src/app/platform/worker-pool';

interface Api {
  /** answers when the test says so */
  work(name: string): Promise<string>;
  fail(): Promise<never>;
}

/** A worker on this thread: comlink at the other end of a channel. */
class FakeWorker extends EventTarget {
  static alive = new Set<FakeWorker>();
  readonly #channel = new MessageChannel();

  constructor(api: Api) {
    super();
    FakeWorker.alive.add(this);
    expose(api, this.#channel.port1);
    this.#channel.port2.start();
    this.#channel.port2.addEventListener('message', (event) => this.dispatchEvent(new MessageEvent('message', { data: (event as MessageEvent).data as unknown })));
  }

  postMessage(message: unknown, transfer: Transferable[] = []): void {
    this.#channel.port2.postMessage(message, transfer);
  }

  terminate(): void {
    FakeWorker.alive.delete(this);
    this.#channel.port1.close();
  }

  crash(message: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message }));
  }
}

/** What workers are at: name → its answer. */
const under = new Map<string, () => void>();
const api: Api = {
  work: (name) => new Promise((done) => under.set(name, () => (under.delete(name), done(`${name} done`)))),
  fail: async () => {
    throw new Failure('picture.unreadable', { name: 'a' });
  },
};
const workersOf = (): FakeWorker[] => [...FakeWorker.alive];
let pool: WorkerPool<Api> | undefined;
const open = (size: number, idle?: number): WorkerPool<Api> =>
  (pool = new WorkerPool<Api>(() => new FakeWorker(api) as unknown as Worker, { size, idle }));
const atWork = (...names: string[]) => vi.waitFor(() => expect([...under.keys()]).toEqual(names));
const begin = (name: string, signal?: AbortSignal): Promise<string> => pool!.run((remote) => remote.work(name), signal);

afterEach(() => {
  pool?.close();
  under.clear();
  FakeWorker.alive.clear();
});

test.each([[undefined, 1], [0, 1], [1, 1], [4, 4], [64, 8]])('%s cores have %i workers', (cores, size) => {
  expect(poolSize(cores ?? NaN)).toBe(size);
});

test('as many jobs at once as workers, the rest in turn', async () => {
  open(2);
  const all = Promise.all(['a', 'b', 'c'].map((name) => begin(name)));
  await atWork('a', 'b');
  under.get('b')!();
  await atWork('a', 'c');
  expect(workersOf()).toHaveLength(2);
  under.get('a')!();
  under.get('c')!();
  expect(await all).toEqual(['a done', 'b done', 'c done']);
});

test('no more workers than jobs', async () => {
  open(8);
  const one = begin('a');
  await atWork('a');
  expect(workersOf()).toHaveLength(1);
  under.get('a')!();
  await one;
});

test('what a worker throws arrives, and the worker works on', async () => {
  open(1);
  await expect(pool!.run((remote) => remote.fail())).rejects.toMatchObject({ code: 'picture.unreadable', values: { name: 'a' } });
  const [worker] = workersOf();
  const next = begin('b');
  await atWork('b');
  under.get('b')!();
  expect(await next).toBe('b done');
  expect(workersOf()).toEqual([worker]);
});

test('a worker that dies fails its own job; the next has a new one', async () => {
  open(1);
  const [first, second] = [begin('a'), begin('b')];
  await atWork('a');
  under.clear();
  const [dead] = workersOf();
  dead.crash('out of memory');
  await expect(first).rejects.toMatchObject({ code: 'worker.died', values: { message: 'out of memory' } });
  await atWork('b');
  expect(workersOf()).not.toContain(dead);
  under.get('b')!();
  expect(await second).toBe('b done');
});

test('a job that waits is taken back without touching the one under way', async () => {
  open(1);
  const stop = new AbortController();
  const [first, second] = [begin('a'), begin('b', stop.signal)];
  await atWork('a');
  stop.abort('enough');
  await expect(second).rejects.toBe('enough');
  under.get('a')!();
  expect(await first).toBe('a done');
  expect(under.size).toBe(0);
});

test('a job under way is left and its worker ended', async () => {
  open(1);
  const stop = new AbortController();
  const first = begin('a', stop.signal);
  await atWork('a');
  const [worker] = workersOf();
  stop.abort('enough');
  await expect(first).rejects.toBe('enough');
  expect(workersOf()).not.toContain(worker);
  await expect(begin('b', stop.signal)).rejects.toBe('enough');
});

test('without work the workers end, and start again', async () => {
  open(2, 5);
  const first = begin('a');
  await atWork('a');
  under.get('a')!();
  await first;
  await vi.waitFor(() => expect(workersOf()).toEqual([]));
  const second = begin('b');
  await atWork('b');
  under.get('b')!();
  expect(await second).toBe('b done');
});
