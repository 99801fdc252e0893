/**
 * @file CLIP's table of token vectors. It never goes to the GPU: a prompt needs a few rows of 49,408, which are read
 * from the file when first asked for, and kept.
 */
import { Failure } from '../failure';
import { readTensor } from '../formats/safetensors';
import { numbers } from './weight-bytes';
import { rowRange, type TensorPlace } from './weight-file';

export class TokenTable {
  readonly #rows = new Map<number, Promise<Float32Array>>();

  constructor(private readonly place: TensorPlace) {}

  /** number of tokens */
  get size(): number {
    return this.place.entry.shape[0];
  }

  get width(): number {
    return this.place.entry.shape[1];
  }

  /** ids [n] → [n, width]. Ids are those of the tokenizer: below `size`. */
  async rows(ids: ArrayLike<number>): Promise<Float32Array> {
    const rows = await Promise.all(Array.from(ids, (id) => this.#row(id)));
    const out = new Float32Array(rows.length * this.width);
    rows.forEach((row, i) => out.set(row, i * this.width));
    return out;
  }

  /** Rows from the first to `end` - 1, some at a time: all of them at once would be 150 MB. */
  async *blocks(rows: number, end = this.size): AsyncGenerator<{ first: number; values: Float32Array }> {
    for (let first = 0; first < end; first += rows) {
      const { source, entry } = rowRange(this.place, first, Math.min(end, first + rows));
      yield { first, values: numbers(await readTensor(source, entry)) };
    }
  }

  #row(id: number): Promise<Float32Array> {
    const known = this.#rows.get(id);
    if (known) return known;
    const row = this.#read(id);
    this.#rows.set(id, row);
    return row;
  }

  async #read(id: number): Promise<Float32Array> {
    const inside = Number.isInteger(id) && id >= 0 && id < this.size;
    if (!inside) throw new Failure('internal', { message: `token ${id} of ${this.size}` });
    const { source, entry } = rowRange(this.place, id, id + 1);
    return numbers(await readTensor(source, entry));
  }
}
