/** @file Reading GPU bytes through one mappable buffer. */

export interface Part {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly bytes: number;
}

/** A promise in a box, so that an `await` on the way does not wait for it too. */
export interface Reading {
  readonly bytes: Promise<Uint8Array[]>;
}

const MAP_READ = 1;

export class ReadSlot {
  #busy: Promise<unknown> = Promise.resolve();

  constructor(private readonly staging: GPUBuffer) {}

  /** Waits until the slot's earlier read is done, then submits the copies; the bytes come later. */
  async record(gpu: GPUDevice, parts: readonly Part[]): Promise<Reading> {
    await this.#busy;
    const encoder = gpu.createCommandEncoder();
    let end = 0;
    for (const { buffer, offset, bytes } of parts) {
      encoder.copyBufferToBuffer(buffer, offset, this.staging, end, bytes);
      end += bytes;
    }
    gpu.queue.submit([encoder.finish()]);
    const bytes = this.#map(parts, end);
    this.#busy = bytes.catch(() => {});
    return { bytes };
  }

  async #map(parts: readonly Part[], end: number): Promise<Uint8Array[]> {
    await this.staging.mapAsync(MAP_READ, 0, end);
    const mapped = new Uint8Array(this.staging.getMappedRange(0, end)).slice();
    this.staging.unmap();
    let at = 0;
    return parts.map(({ bytes }) => mapped.subarray(at, (at += bytes)));
  }
}
