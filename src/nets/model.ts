/** @file A model: what its folder says, its files' headers, its token table. Opening reads no weights. */
import { Failure } from '../failure';
import { readScheduleConfig, readTextConfig, readUnetConfig, readVaeConfig } from './config';
import type { ScheduleConfig, TextConfig, UnetConfig, VaeConfig } from './config';
import type { Skip } from './clip-text';
import { readText, type ModelFiles } from './model-files';
import { TokenTable } from './token-table';
import { checkWeights } from './weight-check';
import { findTensor, openWeights, type WeightFiles } from './weight-file';
import { allWeights, TOKEN_TABLE } from './inventory';

export interface ModelConfig {
  text: TextConfig;
  unet: UnetConfig;
  vae: VaeConfig;
  schedule: ScheduleConfig;
  /** text layer that conditions the UNet: folders of SD 2.x leave the unused last layer out, so 1 fits all */
  skip: Skip;
}

export interface Model extends ModelConfig {
  weights: WeightFiles;
  tokens: TokenTable;
  /** token id that fills a prompt's row */
  pad: number;
  /** pixels of the picture per latent pixel, in each direction */
  factor: number;
}

/** Texts of a folder's config files by path; those that a model does without may be missing. */
export type ConfigTexts = Readonly<Record<string, string>>;

const REQUIRED = ['text_encoder/config.json', 'unet/config.json', 'vae/config.json', 'scheduler/scheduler_config.json'];
const TOKENIZER = 'tokenizer/special_tokens_map.json';

/** Throws `model.config`, `model.file-missing`, `model.tensor-*`, `model.dtype` and what `readHeader` throws. */
export async function openModel(files: ModelFiles): Promise<Model> {
  const texts = await Promise.all([...REQUIRED, TOKENIZER].map(async (path) => [path, await readText(files, path)] as const));
  const present = texts.filter((pair): pair is [string, string] => pair[1] !== undefined);
  const config = readConfigs(Object.fromEntries(present));
  return makeModel(config, Object.fromEntries(present), await openWeights(files));
}

/** From parts that may lie in different places. Throws as `openModel` does. */
export function modelFrom(texts: ConfigTexts, weights: WeightFiles): Model {
  return makeModel(readConfigs(texts), texts, weights);
}

function makeModel(config: ModelConfig, texts: ConfigTexts, weights: WeightFiles): Model {
  checkWeights(weights, allWeights(config));
  const tokens = new TokenTable(findTensor(weights, TOKEN_TABLE));
  return { ...config, weights, tokens, pad: padToken(texts[TOKENIZER], config.text), factor: latentFactor(config.vae) };
}

export const latentFactor = (vae: VaeConfig): number => 2 ** (vae.channels.length - 1);

function readConfigs(texts: ConfigTexts): ModelConfig {
  const read = <T>(path: string, reader: (path: string, text: string) => T): T => {
    if (texts[path] === undefined) throw new Failure('model.file-missing', { path });
    return reader(path, texts[path]);
  };
  const config: ModelConfig = {
    text: read('text_encoder/config.json', readTextConfig),
    unet: read('unet/config.json', readUnetConfig),
    vae: read('vae/config.json', readVaeConfig),
    schedule: read('scheduler/scheduler_config.json', readScheduleConfig),
    skip: 1,
  };
  expectFitting(config);
  return config;
}

/**
 * The networks have to fit each other; an inpainting UNet, with more inputs than outputs, is of another kind.
 * Throws `model.config`.
 */
export function expectFitting({ text, unet, vae }: Pick<ModelConfig, 'text' | 'unet'> & { vae?: VaeConfig }): void {
  const path = 'unet/config.json';
  const differ = (name: string, mine: number, other: string, theirs: number): void => {
    if (mine !== theirs) throw new Failure('model.config', { path, problem: `${name}: ${mine}, ${other}: ${theirs}` });
  };
  differ('cross_attention_dim', unet.cross, 'hidden_size', text.width);
  differ('in_channels', unet.inChannels, 'out_channels', unet.outChannels);
  if (!vae) return;
  differ('out_channels', unet.outChannels, 'latent_channels', vae.latentChannels);
}

/** CLIP's own fills rows with the end mark, OpenCLIP's (GELU) with token 0, `!`. */
const PAD = { '<|endoftext|>': 49407, '!': 0 } as const;

/** The tokenizer's word if the folder has one, else what the text encoder's kind was trained with. */
function padToken(json: string | undefined, text: TextConfig): number {
  const named = json === undefined ? undefined : padName(json);
  if (named !== undefined && Object.hasOwn(PAD, named)) return PAD[named as keyof typeof PAD];
  return text.act === 'gelu' ? PAD['!'] : PAD['<|endoftext|>'];
}

function padName(json: string): string | undefined {
  try {
    const { pad_token: pad } = JSON.parse(json) as { pad_token?: string | { content?: string } };
    return typeof pad === 'object' ? pad.content : pad;
  } catch {
    return undefined;
  }
}
