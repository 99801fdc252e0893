/**
 * A1111's settings JSON (modules/textual_inversion/saving_settings.py) as fields. Its numbers come as numbers or as text,
 * whatever the version and the front end made of them.
 */
import { SIZES, type Draft } from '../fields/draft';
import type { FoundFields } from './settings-choice';

type Json = Record<string, unknown>;
type Fields = Partial<Draft>;

export const isA1111 = (json: Json): boolean => 'learn_rate' in json || 'embedding_name' in json;

/** Where the original's files are the same kind of sentences as ours. */
const TEMPLATES: Record<string, string> = {
  subject: 'subject', subject_filewords: 'subject-captions', style: 'style', style_filewords: 'style-captions',
  hypernetwork: 'hypernetwork', none: 'none',
};
const SAMPLERS: Record<string, string> = { ddim: 'ddim', 'euler a': 'euler_a' };

/** Plain fields, and the keys they come from. */
const PLAIN: Record<string, keyof Draft> = {
  embedding_name: 'name', num_vectors_per_token: 'vectors', learn_rate: 'rate', batch_size: 'batch', gradient_step: 'accumulate',
  steps: 'steps', create_image_every: 'previewEvery', save_embedding_every: 'embeddingEvery', latent_sampling_method: 'latentSampling',
  preview_prompt: 'previewPrompt', preview_negative_prompt: 'previewNegative', preview_steps: 'previewSteps',
  preview_cfg_scale: 'guidance',
};

/** Where and when it ran: nothing to set here. */
const ELSEWHERE = new Set([
  'datetime', 'model_name', 'model_hash', 'num_of_dataset_images', 'data_root', 'log_directory', 'initial_step', 'preview_from_txt2img',
]);
const TOGETHER = new Set([
  'training_width', 'training_height', 'clip_grad_mode', 'clip_grad_value', 'template_file', 'save_image_with_stored_embedding',
  'preview_sampler_name', 'preview_sampler_index', 'preview_seed', 'preview_width', 'preview_height',
]);

export function fieldsOfA1111(json: Json): FoundFields {
  const fields: Fields = { ...plain(json), ...size(json), ...clip(json), ...preview(json) };
  const left = Object.keys(json).filter((key) => !(key in PLAIN) && !ELSEWHERE.has(key) && !TOGETHER.has(key));
  const template = TEMPLATES[stem(json.template_file)];
  if (template) fields.template = template;
  else if (json.template_file !== undefined) left.push('template_file');
  if (json.preview_sampler_name !== undefined && !fields.sampler) left.push('preview_sampler_name');
  return { fields, left };
}

const text = (value: unknown): string | undefined => (typeof value === 'string' || typeof value === 'number' ? String(value) : undefined);

function plain(json: Json): Fields {
  const entries = Object.entries(PLAIN).map(([key, field]) => [field, text(json[key])] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Fields;
}

function size({ training_width, training_height }: Json): Fields {
  const [width, height] = [text(training_width), text(training_height)];
  if (width === undefined || height === undefined) return {};
  return width === height && SIZES.full.includes(width) ? { size: width } : { size: 'other', width, height };
}

/** There, gradients are clipped while they are scaled. */
function clip({ clip_grad_mode, clip_grad_value }: Json): Fields {
  if (clip_grad_mode !== 'value' && clip_grad_mode !== 'norm') return clip_grad_mode === undefined ? {} : { clipMode: 'off' };
  return { clipMode: clip_grad_mode, clipScaled: 'on', clipValue: text(clip_grad_value) ?? '0.1' };
}

/** A seed of -1 is a new one each time: ours stays. */
function preview({ preview_sampler_name, preview_seed, preview_width, preview_height }: Json): Fields {
  const [width, height, seed] = [text(preview_width), text(preview_height), text(preview_seed)];
  const sampler = SAMPLERS[text(preview_sampler_name)?.toLowerCase() ?? ''];
  return {
    ...(sampler ? { sampler } : {}),
    ...(seed !== undefined && Number(seed) >= 0 ? { previewSeed: seed } : {}),
    ...(width && height ? { previewSize: 'other', previewWidth: width, previewHeight: height } : {}),
  };
}

/** `style_filewords` of a path of any system */
const stem = (path: unknown): string => (typeof path === 'string' ? (path.split(/[\\/]/).at(-1) ?? '').replace(/\.txt$/, '') : '');
