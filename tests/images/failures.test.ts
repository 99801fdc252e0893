import { afterEach, expect, test } from 'vitest';
import { expose, proxy, releaseProxy, wrap, type Remote } from 'comlink';
import { Failure } from '../../src/failure';
import { carryFailures } from '../../workers/failures';

const api = {
  refuse: async (name: string): Promise<void> => {
    throw new Failure('picture.extreme', { name, width: 20000, height: 10 });
  },
  crash: (): void => {
    throw new TypeError('no such thing');
  },
  relay: async (ask: () => Promise<number>) => {
    try {
      return await ask();
    } catch (error) {
      return error instanceof Failure ? error.code : 'lost';
    }
  },
  add: (a: number, b: number) => a + b,
};

let closePorts = () => {};
afterEach(() => closePorts());

/** The other side of a real channel: everything is structured-cloned on the way. */
function connect(): Remote<typeof api> {
  const { port1, port2 } = new MessageChannel();
  expose(api, port1);
  const remote = wrap<typeof api>(port2);
  closePorts = () => {
    remote[releaseProxy]();
    port1.close();
  };
  return remote;
}

test('a Failure keeps its code and values across comlink', async () => {
  carryFailures();
  carryFailures();
  const failure = await connect().refuse('strip.png').catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Failure);
  expect(failure).toMatchObject({ code: 'picture.extreme', values: { name: 'strip.png', width: 20000, height: 10 } });
});

test('any other error becomes internal with its message', async () => {
  carryFailures();
  const failure = await connect().crash().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Failure);
  expect(failure).toMatchObject({ code: 'internal', values: { message: 'no such thing' } });
});

test('a Failure thrown by a callback reaches the worker, and results still pass', async () => {
  carryFailures();
  const remote = connect();
  const ask = async (): Promise<number> => {
    throw new Failure('run.busy');
  };
  expect(await remote.relay(proxy(ask))).toBe('run.busy');
  expect(await remote.add(2, 3)).toBe(5);
});
