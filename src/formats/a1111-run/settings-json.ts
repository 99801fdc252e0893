/**
 * @file A run's settings as A1111 leaves them beside its log (modules/textual_inversion/saving_settings.py): the same keys in
 * the same order, as Python's `json.dump(…, indent=4)` writes them.
 */
import { pythonFloat, pythonText } from '../embeddings/python-json';

export type ClipMode = 'disabled' | 'value' | 'norm';

export interface A1111Preview {
  prompt: string;
  negative: string;
  steps: number;
  sampler: string;
  guidance: number;
  seed: number;
  width: number;
  height: number;
}

/** What A1111 knows of a run. Numbers of steps and pixels are whole. */
export interface A1111Run {
  begun: Date;
  modelName: string;
  /** ten hex digits */
  modelHash?: string;
  pictures: number;
  vectors: number;
  name: string;
  rate: string;
  batch: number;
  accumulate: number;
  /** name of the set of pictures: A1111 has a folder */
  data: string;
  /** pixels; absent where the model, whose own size it was, is gone */
  width?: number;
  height?: number;
  steps: number;
  clipMode: ClipMode;
  /** in the rate's syntax */
  clipValue: string;
  latentSampling: string;
  previewEvery: number;
  embeddingEvery: number;
  cards: boolean;
  template: string;
  initialStep: number;
  /** absent = the training prompt at A1111's own settings */
  preview?: A1111Preview;
}

export function settingsJson(run: A1111Run): string {
  const lines = entries(run).map(([key, value]) => `    ${pythonText(key)}: ${value}`);
  return `{\n${lines.join(',\n')}\n}`;
}

/** `settings-2024-07-27-18-05-09.json` */
export const settingsName = (begun: Date): string => `settings-${dayOf(begun)}-${clockOf(begun).replaceAll(':', '-')}.json`;

/** `2024-07-27`, local time */
export const dayOf = (at: Date): string => [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');

const clockOf = (at: Date): string => [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');

const two = (value: number): string => String(value).padStart(2, '0');

/** The order is that of A1111's parameters, then of its variables. */
function entries(run: A1111Run): [string, string][] {
  return [
    ['datetime', pythonText(`${dayOf(run.begun)} ${clockOf(run.begun)}`)],
    ['model_name', pythonText(run.modelName)],
    ['model_hash', run.modelHash === undefined ? 'null' : pythonText(run.modelHash)],
    ['num_of_dataset_images', `${run.pictures}`],
    ['num_vectors_per_token', `${run.vectors}`],
    ['embedding_name', pythonText(run.name)],
    ['learn_rate', pythonText(run.rate)],
    ['batch_size', `${run.batch}`],
    ['gradient_step', `${run.accumulate}`],
    ['data_root', pythonText(run.data)],
    ['log_directory', pythonText(`textual_inversion/${dayOf(run.begun)}/${run.name}`)],
    ['training_width', `${run.width ?? null}`],
    ['training_height', `${run.height ?? null}`],
    ['steps', `${run.steps}`],
    ['clip_grad_mode', pythonText(run.clipMode)],
    ['clip_grad_value', pythonText(run.clipValue)],
    ['latent_sampling_method', pythonText(run.latentSampling)],
    ['create_image_every', `${run.previewEvery}`],
    ['save_embedding_every', `${run.embeddingEvery}`],
    ['save_image_with_stored_embedding', `${run.cards}`],
    ...(run.preview ? previewEntries(run.preview) : []),
    ['template_file', pythonText(run.template)],
    ['initial_step', `${run.initialStep}`],
  ];
}

function previewEntries(preview: A1111Preview): [string, string][] {
  return [
    ['preview_prompt', pythonText(preview.prompt)],
    ['preview_negative_prompt', pythonText(preview.negative)],
    ['preview_steps', `${preview.steps}`],
    ['preview_sampler_name', pythonText(preview.sampler)],
    ['preview_cfg_scale', pythonFloat(preview.guidance)],
    ['preview_seed', `${preview.seed}`],
    ['preview_width', `${preview.width}`],
    ['preview_height', `${preview.height}`],
  ];
}
