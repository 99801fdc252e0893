/** @file The tagger's worker: one, since a model takes hundreds of MB. It ends, and frees them, after a minute without work. */
import { proxy } from 'comlink';
import type { AddListener, Look, LookOptions, TaggerApi, TaggerOffer } from '../../../workers/tagger-api';
import type { Size } from '../../images/probe-size';
import type { StoredTagger } from '../../store/taggers';
import { WorkerPool } from './worker-pool';

const IDLE = 60_000;

export interface Taggers {
  add(offer: TaggerOffer, listen: AddListener): Promise<StoredTagger>;
  /** An aborted signal rejects with its reason at once. */
  look(taggerId: string, picture: Blob, name: string, options: LookOptions, signal: AbortSignal): Promise<Look>;
  /** As `look`: where the subject is, grey bytes of that size. */
  segment(taggerId: string, picture: Blob, name: string, size: Size, place: LookOptions['place']): Promise<Uint8Array>;
  /** Frees the model's memory; what is under way is rejected with `worker.died`. */
  close(): void;
}

export function openTaggers(): Taggers {
  const pool = new WorkerPool<TaggerApi>(() => new Worker(new URL('../../../workers/tagger.ts', import.meta.url), { type: 'module', name: 'tagger' }), { size: 1, idle: IDLE });
  return {
    add: (offer, listen) => pool.run((worker) => worker.add(offer, proxy(listen))),
    look: (id, picture, name, options, signal) => pool.run((worker) => worker.look(id, picture, name, options), signal),
    segment: (id, picture, name, size, place) => pool.run((worker) => worker.segment(id, picture, name, size, place)),
    close: () => pool.close(),
  };
}
