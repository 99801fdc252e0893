/**
 * @file Averaged weights in training checkpoints: CompVis' LitEma keeps them as `model_ema.` and the UNet's name with all
 * dots taken out (`diffusion_modelinput_blocks10in_layers0weight`). A UNet's name is made of few words, so that the
 * dots can be put back without the plain weights beside.
 * Source: latent-diffusion's ema.py.
 */
export const EMA_PREFIX = 'model_ema.diffusion_model';

/** Longer words first where one begins another. */
const WORDS =
  /in_layers|out_layers|emb_layers|skip_connection|transformer_blocks|proj_in|proj_out|proj|attn1|attn2|to_q|to_k|to_v|to_out|ff|net|norm1|norm2|norm3|norm|op|conv|weight|bias|\d+/gy;

/** A block's number and its place in the block run together; the place is one digit. */
const LISTS = /^(input_blocks|output_blocks)(\d+)(\d)(?=\D)/;
const SINGLE = /^(middle_block|time_embed|out)(\d)(?=\D)/;

/** `name`: what follows the prefix → the UNet's own name; undefined where it is none. */
export function plainName(name: string): string | undefined {
  const start = LISTS.exec(name) ?? SINGLE.exec(name);
  if (!start) return undefined;
  const rest = words(name.slice(start[0].length));
  return rest && [...start.slice(1), ...rest].join('.');
}

function words(text: string): string[] | undefined {
  const found = text.match(WORDS) ?? [];
  return found.join('').length === text.length ? found : undefined;
}
