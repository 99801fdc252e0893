/** A run's settings in A1111's terms. */
import { TEMPLATE } from '../../src/formats/a1111-run/folder-tree';
import type { A1111Preview, A1111Run, ClipMode } from '../../src/formats/a1111-run/settings-json';
import { openModel } from '../../src/nets/model';
import { modelFiles } from '../../src/store/models';
import type { Run } from '../../src/train/records';
import type { ClipSettings, RunSettings, SamplerName } from '../../src/train/settings';
import { pixelSize, type PixelSize } from '../../src/train/size';
import type { Word } from './words';

const CLIP: Readonly<Record<ClipSettings['mode'], ClipMode>> = { off: 'disabled', value: 'value', norm: 'norm' };
const SAMPLERS: Readonly<Record<SamplerName, string>> = { ddim: 'DDIM', euler_a: 'Euler a' };

/** `pictures`: how many there are. */
export async function a1111Run(run: Run, { name, count: vectors, modelName, modelHash }: Word, pictures: number): Promise<A1111Run> {
  const { settings, datasetId: data, created } = run;
  const { rate, batch, accumulate, steps, clip, preview, embeddingEvery = 0, latentSampling = 'deterministic' } = settings;
  const size = await sizeOf(run);
  return {
    begun: new Date(created), modelName, modelHash, pictures, vectors, name, rate, batch, accumulate, data, ...size, steps,
    clipMode: CLIP[clip.mode], clipValue: clip.schedule || String(clip.value), latentSampling,
    previewEvery: preview.every, embeddingEvery: embeddingEvery || preview.every, cards: true, template: TEMPLATE, initialStep: 0,
    preview: size && previewOf(settings, name, size),
  };
}

function previewOf({ preview }: RunSettings, name: string, size: PixelSize): A1111Preview | undefined {
  const { prompt, negative, steps, sampler, guidance, seed, width = size.width, height = size.height } = preview;
  if (prompt === '') return undefined;
  return { prompt: prompt.replaceAll('[name]', name), negative, steps, sampler: SAMPLERS[sampler], guidance, seed, width, height };
}

/** undefined where it was the model's own size and the model is gone. */
async function sizeOf({ modelId, settings }: Run): Promise<PixelSize | undefined> {
  const { width, height } = settings;
  if (width && height) return { width, height };
  const model = await modelFiles(modelId).then(openModel).catch(() => undefined);
  return model && pixelSize(model, settings);
}
