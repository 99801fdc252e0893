/**
 * @file Names of the VAE in single files: CompVis' against diffusers'.
 * Source: latent-diffusion's model.py; diffusers' convert_from_ckpt.py.
 */

const SAME = /^(quant_conv|post_quant_conv|(encoder|decoder)\.conv_(in|out))\./;
const LEVEL = /^(encoder\.down|decoder\.up)\.(\d+)\.(block\.(\d+)|downsample|upsample)\.(.+)$/;
const MIDDLE = /^(encoder|decoder)\.mid\.(block_1|block_2|attn_1)\.(.+)$/;
const NORM = /^(encoder|decoder)\.norm_out\.(.+)$/;

const ATTENTION: Readonly<Record<string, string>> = { norm: 'group_norm', q: 'to_q', k: 'to_k', v: 'to_v', proj_out: 'to_out.0' };

/** A single file's name → today's name, both without prefix; undefined for what this VAE does not have. */
export function vaeRenamer(names: Iterable<string>): (name: string) => string | undefined {
  const levels = levelCount(names);
  return (name) => (SAME.test(name) ? name : (levelName(name, levels) ?? middleName(name) ?? normName(name)));
}

function levelCount(names: Iterable<string>): number {
  let count = 0;
  for (const name of names) count = Math.max(count, Number(LEVEL.exec(name)?.[2] ?? -1) + 1);
  return count;
}

/** CompVis count the decoder's levels from the finest, diffusers in the order in which they run. */
function levelName(name: string, levels: number): string | undefined {
  const [, half, index, what, layer, rest] = LEVEL.exec(name) ?? [];
  if (rest === undefined) return undefined;
  const level = half === 'encoder.down' ? `encoder.down_blocks.${index}.` : `decoder.up_blocks.${levels - 1 - Number(index)}.`;
  if (layer === undefined) return `${level}${what}rs.0.${rest}`;
  return `${level}resnets.${layer}.${resnetPart(rest)}`;
}

function middleName(name: string): string | undefined {
  const [, half, what, rest] = MIDDLE.exec(name) ?? [];
  if (rest === undefined) return undefined;
  if (what !== 'attn_1') return `${half}.mid_block.resnets.${Number(what.at(-1)) - 1}.${resnetPart(rest)}`;
  const [part, ...kind] = rest.split('.');
  return Object.hasOwn(ATTENTION, part) ? `${half}.mid_block.attentions.0.${[ATTENTION[part], ...kind].join('.')}` : undefined;
}

function normName(name: string): string | undefined {
  const [, half, kind] = NORM.exec(name) ?? [];
  return kind && `${half}.conv_norm_out.${kind}`;
}

const resnetPart = (rest: string): string => rest.replace(/^nin_shortcut\./, 'conv_shortcut.');
