/** @file The tagger's endpoint, without its worker: tests call it as it is. */
import { Failure } from '../../src/failure';
import { addTagger, type Examine, type StoredTagger } from '../../src/store/taggers';
import { resizeLinear } from '../../src/images/faces/shrink';
import type { Size } from '../../src/images/probe-size';
import type { Raster } from '../../src/tagging/raster';
import type { AddressOptions } from '../importing/addresses';
import type { Runtime } from '../onnx/runtime';
import type { Place } from '../onnx/sessions';
import type { AddListener, Look, LookOptions, TaggerApi, TaggerOffer } from '../tagger-api';
import { examine } from './examine';
import { openOffer } from './incoming';
import { openReader, openSegmenter } from './reader';

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
    segment: (id, picture, name, size, place) => tagger.segment(id, picture, name, size, place),
  };
}

const NAMES = { wd14: 'WD14', deepdanbooru: 'DeepDanbooru', blip: 'BLIP', segmenter: 'Segmenter' };

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

interface Closing {
  close(): Promise<void>;
}

class Tagger {
  private open: { key: string; model: Promise<Closing> } | undefined;

  constructor(private readonly world: World) {}

  async look(id: string, picture: Blob, name: string, options: LookOptions): Promise<Look> {
    const place = await this.place(options.place);
    const reader = await this.opened(`reader ${place} ${id}`, (ort) => openReader(ort, id, place));
    const input = await this.world.withPicture(picture, name, (raster) => reader.prepare(raster));
    return { reading: await reader.read(input, options), place: reader.place };
  }

  async segment(id: string, picture: Blob, name: string, { width, height }: Size, wanted: LookOptions['place']): Promise<Uint8Array> {
    const place = await this.place(wanted);
    const segmenter = await this.opened(`segmenter ${place} ${id}`, (ort) => openSegmenter(ort, id, place));
    const run = await this.world.withPicture(picture, name, (raster) => segmenter.segment(raster));
    return resizeLinear(await run(), width, height).pixels;
  }

  private async place(wanted: LookOptions['place']): Promise<Place> {
    return wanted === 'auto' ? this.world.place() : wanted;
  }

  /** The one that is open stays so until another is asked for; a key stands for one kind of model. */
  private async opened<T extends Closing>(key: string, open: (ort: Runtime) => Promise<T>): Promise<T> {
    if (this.open?.key === key) return this.open.model as Promise<T>;
    await this.close();
    const model = this.world.runtime().then(open);
    this.open = { key, model };
    model.catch(() => (this.open = undefined));
    return model;
  }

  private async close(): Promise<void> {
    const { open } = this;
    this.open = undefined;
    await (await open?.model.catch(() => undefined))?.close();
  }
}
