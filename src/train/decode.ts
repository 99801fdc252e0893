/** @file A latent as a picture; the VAE's decoder is on the GPU only meanwhile. */
import type { Device } from '../engine/device';
import { createRuntime } from '../engine/runtime';
import { encodePng } from '../formats/png-encode';
import type { Model } from '../nets/model';
import { decodeProgram } from '../nets/programs';
import { loadWeights } from '../nets/weights';

/** latent [size, size, channels] times the scaling factor → PNG */
export async function decodeLatent(device: Device, model: Model, latent: Float32Array, size: number): Promise<Blob> {
  const runtime = await createRuntime(device, { decode: decodeProgram(model, { batch: 1, height: size, width: size }) });
  await loadWeights(model.weights, runtime);
  const unscaled = latent.map((value) => value / model.vae.scale);
  const { image } = await runtime.run('decode', { latent: unscaled }, ['image']);
  runtime.destroy();
  const side = size * model.factor;
  const png = await encodePng(toBytes(image), side, side);
  return new Blob([png as Uint8Array<ArrayBuffer>], { type: 'image/png' });
}

/** -1..1 → 0..255 */
export function toBytes(image: Float32Array): Uint8Array {
  return Uint8Array.from(image, (value) => Math.round(Math.min(1, Math.max(0, value / 2 + 0.5)) * 255));
}
