/** @file From tensors under today's names and config texts to a checkpoint that is known to be whole. */
import { Failure } from '../failure';
import { readScheduleConfig, readTextConfig, readUnetConfig, readVaeConfig } from '../nets/config';
import { textWeights, unetWeights, vaeWeights, type Shapes } from '../nets/inventory';
import { expectFitting, type ConfigTexts } from '../nets/model';
import { COMPONENTS, splitName, type Component } from '../nets/scope';
import { checkPresent, unknownNames } from '../nets/weight-check';
import type { WeightFiles } from '../nets/weight-file';
import type { ComponentTensors } from './checkpoint';

export type Weights = Partial<Record<Component, ComponentTensors>>;

export interface Whole {
  /** only tensors that the networks ask for */
  weights: Weights;
  /** `component/name` of those that they do not */
  unknown: string[];
}

/**
 * Networks whose config is among `texts` must be complete and fit each other.
 * Throws `model.config`, `model.tensor-missing`, `model.tensor-shape`, `model.dtype`.
 */
export function wholeOf(weights: Weights, texts: ConfigTexts): Whole {
  const files = withEmpty(weights);
  const wanted = wantedBy(texts);
  checkPresent(files, wanted);
  return { weights: only(weights, wanted), unknown: unknownNames(files, wanted) };
}

export const configPath = (component: Component): string => `${component}/config.json`;
export const SCHEDULER = 'scheduler/scheduler_config.json';

function wantedBy(texts: ConfigTexts): Shapes {
  const [text, unet, vae] = [read(texts, 'text_encoder', readTextConfig), read(texts, 'unet', readUnetConfig), read(texts, 'vae', readVaeConfig)];
  if (text && unet) expectFitting({ text, unet, vae });
  if (unet) readScheduleConfig(SCHEDULER, required(texts, SCHEDULER));
  return new Map([...(text ? textWeights(text) : []), ...(unet ? unetWeights(unet) : []), ...(vae ? vaeWeights(vae) : [])]);
}

function read<T>(texts: ConfigTexts, component: Component, reader: (path: string, text: string) => T): T | undefined {
  const path = configPath(component);
  return texts[path] === undefined ? undefined : reader(path, texts[path]);
}

function required(texts: ConfigTexts, path: string): string {
  if (texts[path] === undefined) throw new Failure('model.file-missing', { path });
  return texts[path];
}

const withEmpty = (weights: Weights): WeightFiles =>
  Object.fromEntries(COMPONENTS.map((component) => [component, weights[component] ?? new Map()])) as unknown as WeightFiles;

function only(weights: Weights, wanted: Shapes): Weights {
  const result: Partial<Record<Component, Map<string, ReturnType<ComponentTensors['get']> & object>>> = {};
  for (const name of wanted.keys()) {
    const { component, tensor } = splitName(name);
    (result[component] ??= new Map()).set(tensor, weights[component]!.get(tensor)!);
  }
  return result;
}
