/** @file Requests that are tried again: connections of gigabytes do break. */
import { Failure } from '../../failure';
import { Interrupted, refuseOthers } from './http-answer';

export interface HttpOptions {
  fetch?: typeof fetch;
  /** Waits so many milliseconds; rejects with the signal's reason. */
  wait?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  signal?: AbortSignal;
  /** milliseconds after which a connection without a byte is taken to be dead */
  silence?: number;
}

export interface Client {
  readonly silence: number;
  /** ends all that has no signal of its own */
  readonly signal?: AbortSignal;
  /** One request without another try. Throws what `refuseOthers` throws. */
  ask(url: string, init: RequestInit, signal?: AbortSignal): Promise<Response>;
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export function httpClient({ fetch: ask = fetch, wait = pause, signal: whole, silence = 60_000 }: HttpOptions): Client {
  return {
    silence,
    signal: whole,
    wait,
    async ask(url, init, signal = whole) {
      const broken = (): never => {
        signal?.throwIfAborted();
        // Browsers do not say why: no connection, no such server, or one that does not allow other pages to read.
        throw new Interrupted(new Failure('url.unreachable', { url }));
      };
      const mute = new AbortController();
      const timer = setTimeout(() => mute.abort(), silence);
      const either = signal ? AbortSignal.any([signal, mute.signal]) : mute.signal;
      // Kept in the store only: a second copy in the browser's cache would be of no use.
      const response = await ask(url, { ...init, cache: 'no-store', signal: either }).catch(broken).finally(() => clearTimeout(timer));
      try {
        refuseOthers(url, response);
      } catch (error) {
        void response.body?.cancel();
        throw error;
      }
      return response;
    },
  };
}

/** Tries at most, in a row without a byte gained. */
const TRIES = 8;
const MOST_BACK_OFF = 30_000;

/** Counts failures in a row and waits longer after each. */
export class Patience {
  private failures = 0;

  constructor(
    private readonly client: Client,
    private readonly tries = TRIES,
  ) {}

  /** A byte came. */
  renew(): void {
    this.failures = 0;
  }

  /** Waits before the next try; throws what is not worth one, and the reason when patience ends. */
  async after(error: unknown, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (!(error instanceof Interrupted)) throw error;
    if (++this.failures >= this.tries) throw error.reason;
    await this.client.wait(Math.max(error.wait, Math.min(1000 * 2 ** (this.failures - 1), MOST_BACK_OFF)), signal);
  }
}

/** `work` until it succeeds. Few tries: someone is waiting in front of the page. */
export async function patiently<T>(client: Client, work: () => Promise<T>, tries = 3): Promise<T> {
  const patience = new Patience(client, tries);
  for (;;) {
    try {
      return await work();
    } catch (error) {
      await patience.after(error, client.signal);
    }
  }
}

function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
