/** The VAE of fixtures/nano in bands of a few rows: the same picture and latent as in one piece. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Device } from '../../../src/engine/device';
import { Graph, sizeOf, type Tensor } from '../../../src/engine/graph';
import { createRuntime } from '../../../src/engine/runtime';
import type { ProgramSource } from '../../../src/engine/schedule';
import { openModel, type Model } from '../../../src/nets/model';
import { weightsOf } from '../../../src/nets/scope';
import { vaeDecoder } from '../../../src/nets/vae-decoder';
import { vaeEncoder } from '../../../src/nets/vae-encoder';
import { loadWeights } from '../../../src/nets/weights';
import { drawer } from '../../engine/cases';
import { nmse } from '../../engine/compare';
import { openTestDevice, storage } from '../../engine/gpu/adapter';
import { diskFiles } from '../../verify/disk-files';

/** Norms' moments add up in another order, and in narrow storage a last bit turns here and there. */
const LIMIT = storage === 'f32' ? 1e-11 : 3e-6;

let device: Device;
let model: Model;
beforeAll(async () => {
  device = await openTestDevice();
  model = await openModel(diskFiles('tests/fixtures/nano'));
});
afterAll(() => device?.destroy());

/** Is anything in several tensors at all? */
const inSeveral = ({ graph }: ProgramSource): boolean => graph.nodes.some(({ op }) => op === 'group-norm-apply');

async function run(source: ProgramSource, input: Tensor, output: string, limit?: number): Promise<Float32Array> {
  expect(inSeveral(source)).toBe(limit !== undefined);
  const draw = drawer(7);
  const runtime = await createRuntime(device, { vae: source });
  await loadWeights(model.weights, runtime);
  const values = Float32Array.from({ length: sizeOf(input.shape) }, draw);
  const out = await runtime.run('vae', { input: values }, [output]);
  runtime.destroy();
  return out[output];
}

function decoder(limit?: number): Promise<Float32Array> {
  const graph = new Graph();
  const input = graph.input('input', [2, 12, 10, model.vae.latentChannels]);
  return run({ graph, outputs: { image: vaeDecoder(weightsOf(graph, 'vae'), input, model.vae, limit) } }, input, 'image', limit);
}

function encoder(limit?: number): Promise<Float32Array> {
  const graph = new Graph();
  const input = graph.input('input', [2, 24 * model.factor / 2, 16 * model.factor / 2, 3]);
  return run({ graph, outputs: vaeEncoder(weightsOf(graph, 'vae'), input, model.vae, limit) }, input, 'mean', limit);
}

describe(`in bands, ${storage}`, () => {
  it.each([200, 700, 2000])('decodes to the same picture, at most %i elements a band', async (limit) => {
    expect(nmse(await decoder(limit), Float64Array.from(await decoder()))).toBeLessThan(LIMIT);
  });

  it.each([200, 700, 2000])('encodes to the same latent, at most %i elements a band', async (limit) => {
    expect(nmse(await encoder(limit), Float64Array.from(await encoder()))).toBeLessThan(LIMIT);
  });
});
