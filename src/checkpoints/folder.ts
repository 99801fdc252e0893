/** @file A diffusers folder: one folder for each network, each with a config.json and weights in one of several forms. */
import { Failure } from '../failure';
import { readScheduleConfig, readTextConfig, type Prediction } from '../nets/config';
import { Fields } from '../nets/fields';
import { COMPONENTS, type Component } from '../nets/scope';
import { configPath, SCHEDULER, wholeOf } from './assemble';
import type { Checkpoint, CheckpointChoices, CheckpointKind } from './checkpoint';
import { jsonText } from './configs/layout-config';
import { readText, type Folder } from './folder-files';
import { openNetwork, type NetworkWeights } from './folder-weights';
import { refuseRelatives } from './relatives';

const INDEX = 'model_index.json';
const TEXTS = [INDEX, ...COMPONENTS.map(configPath), SCHEDULER, 'tokenizer/special_tokens_map.json'];

type Texts = Readonly<Record<string, string>>;

/** Throws `checkpoint.*`, `model.*` and what reading the files throws. */
export async function recogniseFolder(folder: Folder, choices: CheckpointChoices): Promise<Checkpoint> {
  const texts = await readTexts(folder);
  refusePipeline(texts[INDEX]);
  const networks = await openNetworks(folder, texts);
  refuseRelatives(networks.unet!.entries);
  const configs = choices.prediction ? { ...texts, [SCHEDULER]: predicting(choices.prediction, texts[SCHEDULER]) } : texts;
  const all = Object.entries(networks).map(([component, { tensors }]) => [component, tensors] as const);
  const { weights, unknown } = wholeOf(Object.fromEntries(all), configs);
  const { prediction } = readScheduleConfig(SCHEDULER, configs[SCHEDULER]);
  const sources = Object.values(networks).flatMap((network) => network.sources);
  const predictionFrom = choices.prediction ? 'choice' : 'config';
  return { kind: kindOf(configs), configs, weights, sources, hasEma: false, prediction, predictionFrom, unexpected: unknown };
}

async function readTexts(folder: Folder): Promise<Texts> {
  const present = TEXTS.filter((path) => folder.has(path));
  return Object.fromEntries(await Promise.all(present.map(async (path) => [path, await readText(folder, path)])));
}

/** Pipelines of this family are called `StableDiffusionPipeline` and longer: …Img2Img…; larger relatives have names of their own. */
function refusePipeline(index: string | undefined): void {
  const name = index && /"_class_name"\s*:\s*"(\w+)"/.exec(index)?.[1];
  if (name && /XL|StableDiffusion3|Flux|Cascade|Kandinsky|PixArt/.test(name)) throw new Failure('checkpoint.family', { family: name });
}

/** The VAE may be missing: it can be attached. */
async function openNetworks(folder: Folder, texts: Texts): Promise<Partial<Record<Component, NetworkWeights>>> {
  const networks: Partial<Record<Component, NetworkWeights>> = {};
  for (const component of COMPONENTS) {
    const path = configPath(component);
    if (texts[path]) networks[component] = await openNetwork(folder, component);
    else if (component !== 'vae') throw new Failure('model.file-missing', { path });
  }
  return networks;
}

const kindOf = (texts: Texts): CheckpointKind =>
  readTextConfig(configPath('text_encoder'), texts[configPath('text_encoder')]).act === 'gelu' ? 'sd2' : 'sd1';

/** Throws `model.file-missing`, `model.config` {path, problem}. */
function predicting(prediction: Prediction, text: string | undefined): string {
  if (text === undefined) throw new Failure('model.file-missing', { path: SCHEDULER });
  Fields.parse(SCHEDULER, text);
  return jsonText({ ...(JSON.parse(text) as object), prediction_type: prediction });
}
