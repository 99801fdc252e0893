/** @file vae.*: encoder and decoder, latents not scaled. */
import { decodeProgram, encodeProgram } from '../../src/nets/programs';
import { withRuntime, type Bench, type Group, type Result } from './bench';

async function encode(bench: Bench): Promise<Result[]> {
  const image = bench.golden.image('vae.image');
  return withRuntime(bench, { encode: encodeProgram(bench.model, image) }, async (runtime) => {
    const { mean, logvar } = await runtime.run('encode', { image: image.values }, ['mean', 'logvar']);
    return [
      { name: 'vae.mean', values: mean, image: true },
      { name: 'vae.logvar', values: logvar, image: true },
    ];
  });
}

async function decode(bench: Bench): Promise<Result[]> {
  const latent = bench.golden.image('vae.z');
  return withRuntime(bench, { decode: decodeProgram(bench.model, latent) }, async (runtime) => {
    const { image } = await runtime.run('decode', { latent: latent.values }, ['image']);
    return [{ name: 'vae.decoded', values: image, image: true }];
  });
}

export const encodeGroup: Group = { inputs: ['vae.image'], outputs: ['vae.mean', 'vae.logvar'], run: encode };
export const decodeGroup: Group = { inputs: ['vae.z'], outputs: ['vae.decoded'], run: decode };
