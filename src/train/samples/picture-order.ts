/**
 * @file Which picture each sample shows: a pure function of the seed and the sample's number. A batch holds pictures of one
 * size only, and programs want full batches, so the pictures of a size are gone through in rounds of their own, each in an
 * order shuffled anew, and a batch may begin in one round and end in the next. A cycle is the smallest number of epochs
 * in which every size fills whole batches, at most as many as a batch has samples; in it every picture is shown once per
 * epoch exactly, none left out and none repeated to fill up. Batches of the sizes alternate evenly over the cycle.
 */
import { integer, STREAM, uniform } from '../../diffusion/philox';

export interface OrderSettings {
  seed: number;
  /** samples of a batch */
  batch: number;
  /** for each size the numbers of its pictures, none of them empty */
  sizes: readonly (readonly number[])[];
}

/** Of one size it is what a run without sizes draws: all pictures, shuffled anew for each epoch. */
export class PictureOrder {
  readonly #pictures: number;
  /** of a cycle: batches of each size, and of all */
  readonly #counts: readonly number[];
  readonly #batches: number;
  #cycle: { number: number; places: Place[] } | undefined;
  readonly #rounds = new Map<number, { number: number; order: number[] }>();

  constructor(private readonly settings: OrderSettings) {
    const { batch, sizes } = settings;
    this.#pictures = sizes.reduce((sum, { length }) => sum + length, 0);
    const epochs = batch / sizes.reduce((common, { length }) => divisor(common, length), batch);
    this.#counts = sizes.map(({ length }) => (epochs * length) / batch);
    this.#batches = this.#counts.reduce((a, b) => a + b, 0);
  }

  /** `index` counts samples from the run's first. */
  pictureAt(index: number): number {
    const { batch } = this.settings;
    const place = this.#place(Math.floor(index / batch));
    return this.#nth(place.size, place.nth * batch + (index % batch));
  }

  #place(batch: number): Place {
    const number = Math.floor(batch / this.#batches);
    if (this.#cycle?.number !== number) this.#cycle = { number, places: this.#places(number) };
    return this.#cycle.places[batch % this.#batches];
  }

  /** The k-th of a size's n batches comes somewhere in the k-th n-th of the cycle. */
  #places(cycle: number): Place[] {
    const { seed } = this.settings;
    const all = this.#counts.flatMap((count, size) => Array.from({ length: count }, (_, k) => ({ size, k, count })));
    const timed = all.map(({ size, k, count }, i) => {
      const within = uniform(seed, STREAM.batches, cycle * this.#batches + i);
      return { size, nth: cycle * count + k, time: (k + within) / count };
    });
    return timed.sort((a, b) => a.time - b.time);
  }

  /** The sample of that number among those of a size. */
  #nth(size: number, sample: number): number {
    const pictures = this.settings.sizes[size];
    const number = Math.floor(sample / pictures.length);
    const known = this.#rounds.get(size);
    const order = known?.number === number ? known.order : this.#shuffled(size, number);
    this.#rounds.set(size, { number, order });
    return order[sample % pictures.length];
  }

  /** Fisher–Yates with numbers of the round's own. */
  #shuffled(size: number, round: number): number[] {
    const { seed, sizes } = this.settings;
    const before = sizes.slice(0, size).reduce((sum, { length }) => sum + length, 0);
    const order = [...sizes[size]];
    for (let i = order.length - 1; i > 0; i--) {
      const j = integer(seed, STREAM.order, round * this.#pictures + before + i, i + 1);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }
}

/** A batch: the number that it has among those of its size. */
interface Place {
  size: number;
  nth: number;
}

/** Greatest common divisor. */
const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
