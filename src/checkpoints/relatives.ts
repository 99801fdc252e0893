/**
 * @file What people also have in such files and cannot be used here: told apart by names and shapes, so that each gets
 * an answer of its own.
 */
import { Failure, type FailureValues } from '../failure';
import { listed } from '../nets/weight-check';
import type { Entries } from './tensors';

interface Relative {
  code: string;
  values?: FailureValues;
  /** a name that nothing else has */
  name: RegExp;
}

/** First match; each in CompVis' names and in diffusers'. */
const RELATIVES: readonly Relative[] = [
  { code: 'checkpoint.controlnet', name: /^(control_model|controlnet_cond_embedding|input_hint_block)\./ },
  { code: 'checkpoint.family', values: { family: 'SDXL' }, name: /^(conditioner\.embedders|add_embedding)\./ },
  { code: 'checkpoint.family', values: { family: 'Flux' }, name: /(^|\.)(double_blocks|single_transformer_blocks)\.\d/ },
  { code: 'checkpoint.family', values: { family: 'Stable Diffusion 3' }, name: /(^|\.)(joint_blocks\.\d|context_embedder\.)/ },
  { code: 'checkpoint.family', values: { family: 'Stable unCLIP' }, name: /^(noise_augmentor|embedder\.model)\./ },
];

/** Additions to a model, not models. */
const ADDITIONS: readonly Relative[] = [
  { code: 'checkpoint.lora', name: /lora_(up|down|unet|te|A|B)|\.lora\.|\.hada_w1|\.lokr_w/ },
  { code: 'checkpoint.hypernetwork', name: /^\d+\.[01]\.linear\.\d+\.(weight|bias)$/ },
  { code: 'checkpoint.embedding', name: /^(string_to_param\.|emb_params$|clip_[gl]$)/ },
];

/** First convolution and last one of a UNet: inputs and outputs in channels. */
const ENDS: readonly (readonly [string, string])[] = [
  ['model.diffusion_model.input_blocks.0.0.weight', 'model.diffusion_model.out.2.weight'],
  ['model_ema.diffusion_modelinput_blocks00weight', 'model_ema.diffusion_modelout2weight'],
  ['conv_in.weight', 'conv_out.weight'],
];

const INPAINTING = 9;
const UPSCALER = 7;

/** `entries`: of a whole file, or of a folder's UNet. Throws `checkpoint.*`. */
export function refuseRelatives(entries: Entries): void {
  refuseNamed(entries, RELATIVES);
  const [inputs, outputs] = ends(entries);
  if (inputs === undefined || outputs === undefined) return refuseNamed(entries, ADDITIONS);
  refuseInputs(inputs, outputs);
  // what remains with classes beside the text is SDXL without its text encoders
  if ([...entries.keys()].some((name) => /(^|\.)label_emb\./.test(name))) throw new Failure('checkpoint.family', { family: 'SDXL' });
}

/** When nothing was recognised: what small files with one table are, or the names. Throws `checkpoint.*`. */
export function refuseUnknown(entries: Entries): never {
  if (looksLikeEmbedding(entries)) throw new Failure('checkpoint.embedding');
  if (entries.size === 0) throw new Failure('checkpoint.empty');
  throw new Failure('checkpoint.unknown', { names: listed([...entries.keys()]), count: entries.size });
}

function refuseNamed(entries: Entries, relatives: readonly Relative[]): void {
  const names = [...entries.keys()];
  const found = relatives.find(({ name }) => names.some((one) => name.test(one)));
  if (found) throw new Failure(found.code, found.values);
}

function ends(entries: Entries): [number | undefined, number | undefined] {
  const [first, last] = ENDS.find(([name]) => entries.get(name)?.shape.length === 4) ?? [];
  if (first === undefined || last === undefined) return [undefined, undefined];
  return [entries.get(first)?.shape[1], entries.get(last)?.shape[0]];
}

function refuseInputs(inputs: number, outputs: number): void {
  if (inputs === outputs) return;
  if (inputs === INPAINTING) throw new Failure('checkpoint.inpainting');
  if (inputs === UPSCALER) throw new Failure('checkpoint.upscaler');
  throw new Failure('checkpoint.inputs', { inputs, outputs });
}

/** Widths of CLIP's token vectors: SD 1.x, SD 2.x, SDXL's second. */
const WIDTHS: readonly (number | undefined)[] = [768, 1024, 1280];
const FEW = 4;

const looksLikeEmbedding = (entries: Entries): boolean =>
  entries.size > 0 && entries.size <= FEW && [...entries.values()].every(({ shape }) => shape.length <= 2 && WIDTHS.includes(shape.at(-1)));
