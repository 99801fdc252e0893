/** @file The tagger's endpoint, without its worker: tests call it as it is. */
import { Failure } from '../../src/failure';
import { addTagger, type Examine, type StoredTagger } from '../../src/store/taggers';
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
    add: (offer, listen) => add(world, offer, listen),
    look: (id, picture, name, options) => tagger.look(id, picture, name, options),
  };
}

const NAMES = { wd14: 'WD14', deepdanbooru: 'DeepDanbooru', blip: 'BLIP' };

async function add(world: World, offer: TaggerOffer, listen: AddListener): Promise<StoredTagger> {
  const stop = new AbortController();
  const { name, sorted, files } = await openOffer(offer, { ...world, signal: stop.signal });
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const told = async (done: number): Promise<void> => {
    if (await listen(done, total)) return;
    stop.abort();
    throw new Failure('tagger.cancelled');
  };
  const look: Examine = async (stored) => {
    const plan = await examine(await world.runtime(), stored, sorted);
    await told(total);
    return { name: name || NAMES[plan.family], plan };
  };
  return addTagger(files, look, told);
}

class Tagger {
  private open: { key: string; reader: Promise<Reader> } | undefined;

  constructor(private readonly world: World) {}

  async look(id: string, picture: Blob, name: string, options: LookOptions): Promise<Look> {
    const place = options.place === 'auto' ? await this.world.place() : options.place;
    const reader = await this.reader(id, place);
    const input = await this.world.withPicture(picture, name, (raster) => reader.prepare(raster));
    return { reading: await reader.read(input, options), place: reader.place };
  }

  private async reader(id: string, place: Place): Promise<Reader> {
    const key = `${place} ${id}`;
    if (this.open?.key === key) return this.open.reader;
    await this.close();
    const reader = this.world.runtime().then((ort) => openReader(ort, id, place));
    this.open = { key, reader };
    reader.catch(() => (this.open = undefined));
    return reader;
  }

  private async close(): Promise<void> {
    const { open } = this;
    this.open = undefined;
    await (await open?.reader.catch(() => undefined))?.close();
  }
}
