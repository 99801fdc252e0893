/** @file A model: what its folder says, its files' headers, its token table. Opening reads no weights. */
import { Failure } from '../failure';
import { readScheduleConfig, readTextConfig, readUnetConfig, readVaeConfig } from './config';
import type { ScheduleConfig, TextConfig, UnetConfig, VaeConfig } from './config';
import type { Skip } from './clip-text';
import { readText, requireText, type ModelFiles } from './model-files';
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

/** Throws `model.config`, `model.file-missing`, `model.tensor-*`, `model.dtype` and what `readHeader` throws. */
export async function openModel(files: ModelFiles): Promise<Model> {
  const config = await readConfigs(files);
  const weights = await openWeights(files);
  checkWeights(weights, allWeights(config));
  const { source, entry } = findTensor(weights, TOKEN_TABLE);
  const pad = await padToken(files, config.text);
  return { ...config, weights, pad, tokens: new TokenTable(source, entry), factor: latentFactor(config.vae) };
}

export const latentFactor = (vae: VaeConfig): number => 2 ** (vae.channels.length - 1);

async function readConfigs(files: ModelFiles): Promise<ModelConfig> {
  const read = async <T>(path: string, reader: (path: string, text: string) => T): Promise<T> =>
    reader(path, await requireText(files, path));
  const config: ModelConfig = {
    text: await read('text_encoder/config.json', readTextConfig),
    unet: await read('unet/config.json', readUnetConfig),
    vae: await read('vae/config.json', readVaeConfig),
    schedule: await read('scheduler/scheduler_config.json', readScheduleConfig),
    skip: 1,
  };
  expectFitting(config);
  return config;
}

/** The three networks have to fit each other; an inpainting UNet, with more inputs than outputs, is of another kind. */
function expectFitting({ text, unet, vae }: ModelConfig): void {
  const path = 'unet/config.json';
  const differ = (name: string, mine: number, other: string, theirs: number): void => {
    if (mine !== theirs) throw new Failure('model.config', { path, problem: `${name}: ${mine}, ${other}: ${theirs}` });
  };
  differ('cross_attention_dim', unet.cross, 'hidden_size', text.width);
  differ('in_channels', unet.inChannels, 'latent_channels', vae.latentChannels);
  differ('out_channels', unet.outChannels, 'latent_channels', vae.latentChannels);
}

/** CLIP's own fills rows with the end mark, OpenCLIP's (GELU) with token 0, `!`. */
const PAD = { '<|endoftext|>': 49407, '!': 0 } as const;

/** The tokenizer's word if the folder has one, else what the text encoder's kind was trained with. */
async function padToken(files: ModelFiles, text: TextConfig): Promise<number> {
  const json = await readText(files, 'tokenizer/special_tokens_map.json');
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
