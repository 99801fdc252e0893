/** @file A latent as a picture; the VAE's decoder is on the GPU only meanwhile. */
import type { Device } from '../../engine/device';
import { createRuntime, type Runtime } from '../../engine/runtime';
import { writePng } from '../../formats/png-write';
import type { Model } from '../../nets/model';
import { decodeProgram } from '../../nets/programs';
import { loadWeights } from '../../nets/weights';
import type { ResidentListener } from '../step/gpu-session';
import type { PixelSize } from '../size';

export interface DecodeBeside {
  /** the run's runtime, whose arena is borrowed */
  idle: Runtime;
  resident: ResidentListener;
}

/** latent [height, width, channels] times the scaling factor → PNG. */
export async function decodeLatent(device: Device, model: Model, latent: Float32Array, size: PixelSize, beside: DecodeBeside): Promise<Blob> {
  const { idle, resident } = beside;
  const runtime = await createRuntime(device, { decode: decodeProgram(model, { batch: 1, ...size }) }, idle);
  resident(['text', 'unet', 'vae'], idle.bytes + runtime.bytes);
  try {
    await loadWeights(model.weights, runtime);
    const unscaled = latent.map((value) => value / model.vae.scale);
    const { image } = await runtime.run('decode', { latent: unscaled }, ['image']);
    const png = writePng(toBytes(image), size.width * model.factor, size.height * model.factor);
    return new Blob([png], { type: 'image/png' });
  } finally {
    runtime.destroy();
    resident(['text', 'unet'], idle.bytes);
  }
}

/** -1..1 → 0..255 */
export function toBytes(image: Float32Array): Uint8Array {
  return Uint8Array.from(image, (value) => Math.round(Math.min(1, Math.max(0, value / 2 + 0.5)) * 255));
}
