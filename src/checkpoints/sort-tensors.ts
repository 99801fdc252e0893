/** @file The tensors of a single file by network, under today's names. */
import type { Component } from '../nets/scope';
import type { TensorPlace } from '../nets/weight-file';
import type { Weights } from './assemble';
import { sectionsOf, type Sections } from './sections';
import type { Tensors } from './tensors';

/** Known and of no use here: the noise schedule, counters, what CLIP and the VAE were trained with, marks. */
const HARMLESS: readonly RegExp[] = [
  /^(betas|lvlb_weights|logvar|scale_factor|v_pred)$/,
  /^((sqrt|log|one|minus|recip|recipm1)_)*alphas_cumprod(_prev)?$/,
  /^posterior_(variance|log_variance_clipped|mean_coef[12])$/,
  /^model_ema\.(decay|num_updates)$/,
  /^(first_stage_model\.)?(loss|model_ema)\./,
  /^cond_stage_model\.(.*\.)?(position_ids|logit_scale|text_projection(\.weight)?)$/,
];

export interface Sorted extends Omit<Sections, 'sections'> {
  /** networks of which there is anything */
  weights: Weights;
  /** `component/today's name` → name in the file */
  originals: ReadonlyMap<string, string>;
  /** names that fit no network */
  unexpected: string[];
}

/** `preferEma`: where there are plain and averaged weights. */
export function sortTensors({ source, entries }: Tensors, preferEma: boolean): Sorted {
  const { sections, ...about } = sectionsOf(entries, preferEma);
  const weights: Partial<Record<Component, Map<string, TensorPlace>>> = {};
  const originals = new Map<string, string>();
  const unexpected: string[] = [];
  for (const [original, entry] of entries) {
    const section = sections.find(({ prefix }) => original.startsWith(prefix));
    const found = section?.read(original.slice(section.prefix.length), { source, entry });
    if (!found && !isHarmless(original)) unexpected.push(original);
    for (const { name, place } of found ?? []) {
      (weights[section!.component] ??= new Map()).set(name, place);
      originals.set(`${section!.component}/${name}`, original);
    }
  }
  return { ...about, weights, originals, unexpected };
}

const isHarmless = (name: string): boolean => HARMLESS.some((pattern) => pattern.test(name));
