/** @file Names of CLIP's text encoder as transformers writes them; the oldest files have no `text_model` level. */

const TOP = /^(embeddings|encoder|final_layer_norm)\./;

/** Today's name; undefined for what is no part of a text encoder. */
export function clipName(name: string): string | undefined {
  if (TOP.test(name)) return `text_model.${name}`;
  return name.startsWith('text_model.') && TOP.test(name.slice('text_model.'.length)) ? name : undefined;
}
