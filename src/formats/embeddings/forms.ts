/** @file Which tensors of a file are embeddings, told by their names and shapes (facts of the project, §2.5 and §2.6). */
import { CLIP_G, type EmbeddingForm } from './embedding';
import { type NamedTensor, type TensorSet } from './tensor-set';

export interface Finding {
  readonly form: EmbeddingForm;
  /** the placeholder or key, where it is a word */
  readonly name?: string;
  readonly main: NamedTensor;
  readonly clipG?: NamedTensor;
  /** names left out */
  readonly ignored: readonly string[];
}

type Tensors = ReadonlyMap<string, NamedTensor>;
type Entry = readonly [string, NamedTensor];

const PARAMETERS = 'string_to_param.';
const TOKENS = 'string_to_token.';
const BUNDLE = /^bundle_emb\.(.+)\.(string_to_param\..*|clip_l|clip_g|emb_params|emp_params)$/s;
const SINGLE: readonly (readonly [string, EmbeddingForm])[] = [['emb_params', 'kohya'], ['emp_params', 'onetrainer']];
/** Text encoders of Stable Diffusion; where several tensors have other widths, they are something else. */
const WIDTHS: ReadonlySet<number> = new Set([768, 1024, CLIP_G]);
/** More tokens than a prompt of ten chunks has, and wider than any text encoder. */
const MAX_COUNT = 4096;
const MAX_WIDTH = 16_384;
const MAX_WORDS = 256;
/** no word, only what nothing better was written for */
const NAMELESS = '*';

/** [count, width]; a tensor of one dimension is one vector. Undefined where it cannot be vectors. */
export function sizeOf({ shape }: NamedTensor): readonly [number, number] | undefined {
  if (shape.length !== 1 && shape.length !== 2) return undefined;
  const [count, width] = shape.length === 1 ? [1, shape[0]] : shape;
  return count > 0 && width > 0 && count <= MAX_COUNT && width <= MAX_WIDTH ? [count, width] : undefined;
}

/** Empty where there is nothing that could be an embedding. */
export function findEmbeddings({ tensors, values }: TensorSet): Finding[] {
  const bundled = findBundled(tensors);
  if (bundled.length) return bundled;
  const parameters = [...tensors].filter(([name]) => name.startsWith(PARAMETERS));
  if (parameters.length) return findParameters(parameters, tensors, Object.hasOwn(values, 'name'));
  const clip = findClip(tensors);
  if (clip) return [clip];
  for (const [key, form] of SINGLE) {
    const main = tensors.get(key);
    if (main) return [{ form, main, ignored: without(tensors, [key]) }];
  }
  return findTokens(tensors);
}

const without = (tensors: Tensors, used: readonly string[]): string[] =>
  [...tensors.keys()].filter((name) => !used.includes(name) && !name.startsWith(TOKENS));

/** A LoRA's own tensors are not worth a word: they are why the file exists. */
function findBundled(tensors: Tensors): Finding[] {
  const groups = new Map<string, Map<string, NamedTensor>>();
  for (const [name, tensor] of tensors) {
    const [, word, inner] = BUNDLE.exec(name) ?? [];
    if (word === undefined) continue;
    if (!groups.has(word)) groups.set(word, new Map());
    groups.get(word)!.set(inner, tensor);
  }
  return [...groups].flatMap(([word, inner]) =>
    findEmbeddings({ tensors: inner, values: {} }).map((found): Finding => ({ ...found, form: 'bundle', name: word })));
}

/** The first program wrote tokens as tensors and no name. Several placeholders are several words. */
function findParameters(parameters: readonly Entry[], tensors: Tensors, hasName: boolean): Finding[] {
  const names = [...tensors.keys()];
  const form = hasName && !names.some((name) => name.startsWith(TOKENS)) ? 'a1111' : 'original';
  const ignored = names.filter((name) => !name.startsWith(PARAMETERS) && !name.startsWith(TOKENS));
  return parameters.map(([key, main]) => ({ form, name: wordOf(key.slice(PARAMETERS.length)), main, ignored }));
}

const wordOf = (placeholder: string): string | undefined => (placeholder === NAMELESS || placeholder === '' ? undefined : placeholder);

function findClip(tensors: Tensors): Finding | undefined {
  const [clipL, clipG] = [tensors.get('clip_l'), tensors.get('clip_g')];
  const main = clipL ?? clipG;
  if (!main) return undefined;
  const ignored = without(tensors, ['clip_l', 'clip_g']);
  return clipL && clipG ? { form: 'clip', main, clipG, ignored } : { form: 'clip', main, ignored };
}

/** One tensor of any name, a pair of widths, or several words; other files must not be taken for words. */
function findTokens(tensors: Tensors): Finding[] {
  const entries = [...tensors];
  const sizes = entries.map(([, tensor]) => sizeOf(tensor));
  if (entries.length === 1 && sizes[0]) return [tokenOf(entries[0])];
  if (entries.length > MAX_WORDS || !sizes.every((size) => size && WIDTHS.has(size[1]))) return [];
  return pairOf(entries) ?? entries.map(tokenOf);
}

function tokenOf([key, main]: Entry): Finding {
  return { form: key === '' ? 'tensor' : 'token', name: wordOf(key), main, ignored: [] };
}

/** The vectors of both of SDXL's text encoders in one file under names of their own. */
function pairOf(entries: readonly Entry[]): Finding[] | undefined {
  const sorted = [...entries].sort(([, a], [, b]) => a.shape.at(-1)! - b.shape.at(-1)!);
  const [main, clipG] = sorted.map(([, tensor]) => tensor);
  if (sorted.length !== 2 || clipG.shape.at(-1) !== CLIP_G || main.shape.at(-1) !== 768) return undefined;
  return sizeOf(main)![0] === sizeOf(clipG)![0] ? [{ form: 'pair', main, clipG, ignored: [] }] : undefined;
}
