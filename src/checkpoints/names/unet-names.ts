/**
 * @file Names of the UNet in single files: CompVis number the blocks in one list down and one up (`input_blocks.7.0`),
 * diffusers by resolution and kind (`down_blocks.2.resnets.0`).
 * Source: latent-diffusion's openaimodel.py; diffusers' convert_from_ckpt.py.
 */

/** Residual blocks of a level on the way down, from where the halving convolutions stand. */
interface Layout {
  layers: number;
}

type Renaming = readonly (readonly [string, string])[];

const OUTER: Renaming = [
  ['time_embed.0.', 'time_embedding.linear_1.'],
  ['time_embed.2.', 'time_embedding.linear_2.'],
  ['input_blocks.0.0.', 'conv_in.'],
  ['out.0.', 'conv_norm_out.'],
  ['out.2.', 'conv_out.'],
];

const RESNET: Renaming = [
  ['in_layers.0.', 'norm1.'],
  ['in_layers.2.', 'conv1.'],
  ['emb_layers.1.', 'time_emb_proj.'],
  ['out_layers.0.', 'norm2.'],
  ['out_layers.3.', 'conv2.'],
  ['skip_connection.', 'conv_shortcut.'],
];

/** What all spatial transformers have: its names are the same. */
const TRANSFORMER = /^(norm|proj_in|proj_out|transformer_blocks)\./;

/** A single file's name → today's name, both without prefix; undefined for what no SD 1.x or 2.x UNet has. */
export function unetRenamer(names: Iterable<string>): (name: string) => string | undefined {
  const layout = layoutOf(names);
  return (name) => renamedStart(name, OUTER) ?? middleName(name) ?? downName(name, layout) ?? upName(name, layout);
}

/** Without any halving there is one level only, and its layers end the list. */
function layoutOf(names: Iterable<string>): Layout {
  let halving = Infinity;
  let last = 1;
  for (const name of names) {
    const [, index, op] = /^input_blocks\.(\d+)\.(0\.op\.)?/.exec(name) ?? [];
    if (op) halving = Math.min(halving, Number(index));
    else if (index) last = Math.max(last, Number(index));
  }
  return { layers: halving < Infinity ? halving - 1 : last };
}

function middleName(name: string): string | undefined {
  const [, index, rest] = /^middle_block\.([012])\.(.+)$/.exec(name) ?? [];
  if (rest === undefined) return undefined;
  if (index === '1') return TRANSFORMER.test(rest) ? `mid_block.attentions.0.${rest}` : undefined;
  return within(`mid_block.resnets.${Number(index) / 2}.`, renamedStart(rest, RESNET));
}

/** Block 0 is `conv_in`; then each level's layers and, but for the last, its halving. */
function downName(name: string, { layers }: Layout): string | undefined {
  const [, index, rest] = /^input_blocks\.(\d+)\.\d\.(.+)$/.exec(name) ?? [];
  const at = Number(index) - 1;
  if (rest === undefined || at < 0) return undefined;
  const level = `down_blocks.${Math.floor(at / (layers + 1))}.`;
  if (rest.startsWith('op.')) return `${level}downsamplers.0.conv.${rest.slice('op.'.length)}`;
  return layerName(level, at % (layers + 1), rest);
}

/** One layer more than on the way down; the doubling stands in the last layer's block. */
function upName(name: string, { layers }: Layout): string | undefined {
  const [, index, rest] = /^output_blocks\.(\d+)\.\d\.(.+)$/.exec(name) ?? [];
  if (rest === undefined) return undefined;
  const level = `up_blocks.${Math.floor(Number(index) / (layers + 1))}.`;
  if (rest.startsWith('conv.')) return `${level}upsamplers.0.${rest}`;
  return layerName(level, Number(index) % (layers + 1), rest);
}

function layerName(level: string, layer: number, rest: string): string | undefined {
  if (TRANSFORMER.test(rest)) return `${level}attentions.${layer}.${rest}`;
  return within(`${level}resnets.${layer}.`, renamedStart(rest, RESNET));
}

const within = (place: string, name: string | undefined): string | undefined => (name === undefined ? undefined : place + name);

function renamedStart(name: string, table: Renaming): string | undefined {
  const found = table.find(([old]) => name.startsWith(old));
  return found && found[1] + name.slice(found[0].length);
}
