/** @file The tagger's endpoint, without its worker: tests call it as it is. */
import { Failure } from '../../src/failure';
import { addTagger, type StoredTagger } from '../../src/store/taggers';
import type { Raster } from '../../src/tagging/raster';
import type { AddressOptions } from '../importing/addresses';
import type { Runtime } from '../onnx/runtime';
import type { Place } from '../onnx/sessions';
import type { AddListener, Look, LookOptions, TaggerApi, TaggerOffer } from '../tagger-api';
import { examine } from './examine';
import { openOffer } from './incoming';
import { openReader, type Reader } from './reader';

/** How the world is reached; tests hand in others. */
export interface World extends AddressOptions {
  runtime(): Promise<Runtime>;
  place(): Promise<Place>;
  /** Opens a picture while `use` reads it. Throws `picture.*`. */
  withPicture<T>(picture: Blob, name: string, use: (raster: Raster) => T): Promise<T>;
}

export function createTagger(world: World): TaggerApi {
  const tagger = new Tagger(world);
  return {
    add: (offer, listen) => tagger.add(offer, listen),
    cancelAdding: async () => tagger.cancelAdding(),
    look: (id, picture, name, options) => tagger.look(id, picture, name, options),
    close: () => tagger.close(),
  };
}

class Tagger {
  private adding: AbortController | undefined;
  private open: { key: string; reader: Promise<Reader> } | undefined;
  /** settles when all that was asked for is done: one model runs at a time */
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly world: World) {}

  cancelAdding(): void {
    this.adding?.abort(new Failure('tagger.cancelled'));
  }

  async add(offer: TaggerOffer, listen: AddListener): Promise<StoredTagger> {
    const { signal } = (this.adding = new AbortController());
    const { name, sorted, files } = await openOffer(offer, { ...this.world, signal });
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    const told = (done: number): void => {
      signal.throwIfAborted();
      listen(done, total);
    };
    const look = async (stored: Pick<StoredTagger, 'id' | 'files'>) => {
      const plan = await this.alone(async () => examine(await this.world.runtime(), stored, sorted, signal));
      signal.throwIfAborted();
      return { name, plan };
    };
    return addTagger(files, look, told);
  }

  /** The next picture's pixels are made ready while the model is at the one before. */
  async look(id: string, picture: Blob, name: string, options: LookOptions): Promise<Look> {
    const place = options.place === 'auto' ? await this.world.place() : options.place;
    const reader = await this.reader(id, place);
    const input = await this.world.withPicture(picture, name, (raster) => reader.prepare(raster));
    const reading = await this.alone(() => reader.read(input, options));
    return { reading, place: reader.place };
  }

  async close(): Promise<void> {
    const { open } = this;
    this.open = undefined;
    if (open) await this.alone(async () => (await open.reader.catch(() => undefined))?.close());
  }

  private reader(id: string, place: Place): Promise<Reader> {
    const key = `${place} ${id}`;
    if (this.open?.key === key) return this.open.reader;
    void this.close();
    const reader = this.alone(async () => openReader(await this.world.runtime(), id, place));
    this.open = { key, reader };
    reader.catch(() => this.open?.reader === reader && (this.open = undefined));
    return reader;
  }

  private alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.last.then(work);
    this.last = done.catch(() => undefined);
    return done;
  }
}
