/**
 * @file What a model is, by its inputs and outputs and by the list that came with it. Recognised are WD14's taggers
 * (selected_tags.csv), DeepDanbooru's (tags.txt) and BLIP's captioner in two parts, with the names that exports for
 * transformers.js have: pixel_values → hidden states; input_ids, encoder_hidden_states → logits.
 */
import { Failure } from '../failure';
import type { Size } from '../images/probe-size';
import type { TaggerFiles } from './files';
import { segmenting, type SegmentingPlan } from './segmenter';
import { describeModel, type ModelSignature, type ValueSignature } from './signature';

export type TaggerFamily = 'wd14' | 'deepdanbooru' | 'blip';

/** A model of one part, which answers a score for each tag. Plain data: kept in the store. */
export interface ScoringPlan {
  family: 'wd14' | 'deepdanbooru';
  model: string;
  input: string;
  output: string;
  /** scores it answers, where it declares that */
  scores?: number;
  size: Size;
}

/** A model that looks and one that writes. */
export interface CaptioningPlan {
  family: 'blip';
  vision: string;
  visionInput: string;
  visionOutput: string;
  decoder: string;
  /** of the decoder, besides the two that are always there */
  extraInputs: ValueSignature[];
  logits: string;
  size: Size;
}

export type TaggerPlan = ScoringPlan | CaptioningPlan;

/** Where a model takes pictures of any size. */
const USUAL_SIDES: Record<TaggerFamily, number> = { wd14: 448, deepdanbooru: 512, blip: 384 };

/** A picture of more is nothing that these families take: the numbers of one would fill the memory. */
const MOST_SIDE = 2048;

/** Throws `tagger.unknown-tagger`, `tagger.unknown-captioner` {found}: what the models are. */
export function recognise(models: readonly ModelSignature[], { tags }: TaggerFiles): TaggerPlan {
  const plan = tags ? scoring(models[0], tags.form === 'selected-tags' ? 'wd14' : 'deepdanbooru') : captioning(models);
  if (plan) return plan;
  throw new Failure(tags ? 'tagger.unknown-tagger' : 'tagger.unknown-captioner', { found: models.map(describeModel).join('\n') });
}

/** Throws `tagger.unknown-segmenter` {found}: what the model is. */
export function recogniseSegmenter(model: ModelSignature): SegmentingPlan {
  const plan = segmenting(model);
  if (plan) return plan;
  throw new Failure('tagger.unknown-segmenter', { found: describeModel(model) });
}

function scoring(model: ModelSignature, family: ScoringPlan['family']): ScoringPlan | undefined {
  const [input, ...others] = model.inputs;
  const output = model.outputs.find(({ shape, type }) => shape.length === 2 && type === 'float32');
  const [, height, width, channels] = input?.shape ?? [];
  if (others.length || !output || input?.type !== 'float32' || input.shape.length !== 4 || channels !== 3) return undefined;
  const size = { width: sideOf(width, family), height: sideOf(height, family) };
  if (!isUsual(size) || (family === 'wd14' && size.width !== size.height)) return undefined;
  const [, scores] = output.shape;
  return { family, model: model.path, input: input.name, output: output.name, size, ...(typeof scores === 'number' && { scores }) };
}

const isUsual = ({ width, height }: Size): boolean => Math.max(width, height) <= MOST_SIDE;

const sideOf = (declared: number | string, family: TaggerFamily): number => (typeof declared === 'number' && declared > 0 ? declared : USUAL_SIDES[family]);

const named = (values: readonly ValueSignature[], name: string): ValueSignature | undefined => values.find((value) => value.name === name);

const EXTRAS = /^(attention_mask|encoder_attention_mask|use_cache_branch|past_key_values\..+)$/;

function captioning(models: readonly ModelSignature[]): CaptioningPlan | undefined {
  const vision = models.find(({ inputs }) => named(inputs, 'pixel_values'));
  const decoder = models.find(({ inputs }) => named(inputs, 'input_ids') && named(inputs, 'encoder_hidden_states'));
  if (!vision || !decoder || vision === decoder) return undefined;
  if (vision.inputs.length !== 1 || !readable(decoder)) return undefined;
  const extraInputs = extrasOf(decoder);
  const [pixels, hidden] = [named(vision.inputs, 'pixel_values')!, hiddenOf(vision)];
  const logits = named(decoder.outputs, 'logits') ?? decoder.outputs.find(({ shape }) => shape.length === 3);
  const [, channels, height, width] = pixels.shape;
  const size = { width: sideOf(width, 'blip'), height: sideOf(height, 'blip') };
  const isPicture = pixels.type === 'float32' && pixels.shape.length === 4 && (channels === 3 || typeof channels === 'string');
  if (!isPicture || !hidden || !logits || !isUsual(size) || size.width !== size.height) return undefined;
  return {
    family: 'blip', vision: vision.path, visionInput: pixels.name, visionOutput: hidden.name, decoder: decoder.path, extraInputs, logits: logits.name, size,
  };
}

const extrasOf = ({ inputs }: ModelSignature): ValueSignature[] => inputs.filter(({ name }) => name !== 'input_ids' && name !== 'encoder_hidden_states');

/** A decoder that only goes on from what it has read before lacks the switch. */
function readable(decoder: ModelSignature): boolean {
  const extra = extrasOf(decoder);
  const hasPast = extra.some(({ name }) => name.startsWith('past_key_values'));
  return extra.every(({ name }) => EXTRAS.test(name)) && (!hasPast || named(extra, 'use_cache_branch') !== undefined);
}

/** Exports that name nothing number their outputs; the hidden states are the ones of three dimensions. */
const hiddenOf = ({ outputs }: ModelSignature): ValueSignature | undefined => named(outputs, 'last_hidden_state') ?? outputs.find(({ shape }) => shape.length === 3);
