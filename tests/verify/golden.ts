/** @file Golden values: what PyTorch computed, by name. */
import { Failure } from '../../src/failure';
import type { ByteSource } from '../../src/formats/byte-source';
import { readHeader, readTensor } from '../../src/formats/safetensors';

export interface GoldenTensor {
  shape: readonly number[];
  /** row-major; pictures and latents [n, c, h, w] */
  values: Float32Array | Int32Array;
}

export class Golden {
  private constructor(private readonly tensors: ReadonlyMap<string, GoldenTensor>) {}

  static async read(source: ByteSource): Promise<Golden> {
    const tensors = new Map<string, GoldenTensor>();
    for (const [name, entry] of await readHeader(source)) {
      const { dtype, shape, bytes } = await readTensor(source, entry);
      const buffer = bytes.slice().buffer;
      if (dtype !== 'F32' && dtype !== 'I32') throw new Failure('golden.dtype', { name, dtype });
      tensors.set(name, { shape, values: dtype === 'F32' ? new Float32Array(buffer) : new Int32Array(buffer) });
    }
    return new Golden(tensors);
  }

  get names(): string[] {
    return [...this.tensors.keys()];
  }

  has(name: string): boolean {
    return this.tensors.has(name);
  }

  shape(name: string): readonly number[] {
    return this.#get(name).shape;
  }

  floats(name: string): Float32Array {
    return Float32Array.from(this.#get(name).values);
  }

  integers(name: string): number[] {
    return Array.from(this.#get(name).values);
  }

  /** [n, c, h, w] → channels last, with its size */
  image(name: string): { values: Float32Array; batch: number; height: number; width: number } {
    const [batch, channels, height, width] = this.shape(name);
    return { values: channelsLast(this.floats(name), batch, channels), batch, height, width };
  }

  #get(name: string): GoldenTensor {
    const tensor = this.tensors.get(name);
    if (!tensor) throw new Failure('golden.missing', { name });
    return tensor;
  }
}

/** [n, c, pixels] → [n, pixels, c] */
export function channelsLast(values: Float32Array, batch: number, channels: number): Float32Array {
  const pixels = values.length / batch / channels;
  const out = new Float32Array(values.length);
  let at = 0;
  for (let n = 0; n < batch; n++) {
    for (let p = 0; p < pixels; p++) {
      for (let c = 0; c < channels; c++) out[at++] = values[(n * channels + c) * pixels + p];
    }
  }
  return out;
}
