/** What a stored model's UNet is taken to predict, and what follows from that. */
import { filesOf } from './model-files';
import type { ModelManifest } from './records';

export type Prediction = NonNullable<ModelManifest['prediction']>;

const SCHEDULE = 'scheduler/scheduler_config.json';
const UNET = 'unet/config.json';

/** Throws `model.file-missing` {path}. */
export async function predicting(manifest: ModelManifest, prediction: Prediction): Promise<ModelManifest> {
  const changes: Record<string, object> = { [SCHEDULE]: { prediction_type: prediction } };
  if (isSizeGuessed(manifest)) changes[UNET] = { sample_size: sizeOf(prediction) };
  const changed = Object.entries(changes).map(async ([path, values]) => [path, await withValues(manifest, path, values)] as const);
  return { ...manifest, prediction, configs: { ...manifest.configs, ...Object.fromEntries(await Promise.all(changed)) } };
}

/** No tensor tells the size either: of an SD 2.x in one file it was taken from the prediction. A folder says it. */
const isSizeGuessed = ({ kind, sha256 }: ModelManifest): boolean => kind === 'sd2' && sha256 !== undefined;

/** In latent pixels: v is what the models for 768 px predict, the others are for 512 px. As when it was imported. */
const sizeOf = (prediction: Prediction): number => (prediction === 'v_prediction' ? 96 : 64);

async function withValues(manifest: ModelManifest, path: string, values: object): Promise<string> {
  const source = filesOf(manifest).open(path);
  const text = new TextDecoder().decode(await source.read(0, source.size));
  return JSON.stringify({ ...(JSON.parse(text) as object), ...values }, undefined, 2);
}
