/** @file Which parts a single file has, by the prefixes of its names, and how each part's names are read. */
import type { Component } from '../nets/scope';
import { todaysName, type TensorPlace } from '../nets/weight-file';
import { clipName } from './names/clip-names';
import { EMA_PREFIX, plainName } from './names/ema-names';
import { openClipTensors, usedLayers, type Named } from './names/open-clip-names';
import { unetRenamer } from './names/unet-names';
import { vaeRenamer } from './names/vae-names';
import type { Entries } from './tensors';

const UNET = 'model.diffusion_model.';
const CLIP = 'cond_stage_model.transformer.';
const OPEN_CLIP = 'cond_stage_model.model.';
const VAE = 'first_stage_model.';
/** A VAE alone may have no prefix. */
const BARE_VAE = /^((encoder|decoder)\.|(post_)?quant_conv\.)/;

export interface Section {
  prefix: string;
  component: Component;
  /** A name without the prefix. No tensors: known and not used. Undefined: not known. */
  read(name: string, place: TensorPlace): readonly Named[] | undefined;
}

export interface Sections {
  sections: Section[];
  textKind?: 'sd1' | 'sd2';
  /** plain and averaged UNet weights are both there */
  hasEma: boolean;
}

/** `preferEma`: where there are both. */
export function sectionsOf(entries: Entries, preferEma: boolean): Sections {
  const has = (prefix: string): boolean => under(entries, prefix).length > 0;
  const [plain, ema] = [has(UNET), has(EMA_PREFIX)];
  const useEma = ema && (preferEma || !plain);
  const sections = [unetSection(entries, !useEma), emaSection(entries, useEma), clipSection(), openClipSection(entries), vaeSection(entries, VAE)];
  if (!plain && !ema && !has(VAE)) sections.push(vaeSection(entries, ''));
  return { sections, hasEma: plain && ema, textKind: has(CLIP) ? 'sd1' : has(OPEN_CLIP) ? 'sd2' : undefined };
}

/** Names with a prefix, without it. */
const under = (entries: Entries, prefix: string): string[] =>
  [...entries.keys()].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));

const UNUSED: Section['read'] = () => [];

function unetSection(entries: Entries, used: boolean): Section {
  const rename = unetRenamer(under(entries, UNET));
  return { prefix: UNET, component: 'unet', read: used ? renaming(rename) : UNUSED };
}

function emaSection(entries: Entries, used: boolean): Section {
  const rename = unetRenamer(under(entries, EMA_PREFIX).flatMap((name) => plainName(name) ?? []));
  const read = renaming((name) => rename(plainName(name) ?? ''));
  return { prefix: EMA_PREFIX, component: 'unet', read: used ? read : UNUSED };
}

const clipSection = (): Section => ({ prefix: CLIP, component: 'text_encoder', read: renaming(clipName) });

function openClipSection(entries: Entries): Section {
  const width = entries.get(`${OPEN_CLIP}positional_embedding`)?.shape[1] ?? 0;
  const layers = usedLayers(under(entries, OPEN_CLIP), width);
  return { prefix: OPEN_CLIP, component: 'text_encoder', read: (name, place) => openClipTensors(name, place, layers) };
}

/** CompVis' names, or diffusers' own. */
function vaeSection(entries: Entries, prefix: string): Section {
  const names = under(entries, prefix);
  const isDiffusers = names.some((name) => /^(encoder|decoder)\.mid_block\./.test(name));
  const rename = isDiffusers ? (name: string) => todaysName('vae', name) : vaeRenamer(names);
  return { prefix, component: 'vae', read: renaming((name) => (BARE_VAE.test(name) ? rename(name) : undefined)) };
}

const renaming =
  (rename: (name: string) => string | undefined): Section['read'] =>
  (old, place) => {
    const name = rename(old);
    return name === undefined ? undefined : [{ name, place }];
  };
