/** @file What a card holds: A1111's dictionary as JSON, tensors as `{"TORCHTENSOR": rows}` (facts of the project, §3.1). */
import { isRecord } from '../safetensors-header';
import { type Vectors, type WrittenEmbedding } from './embedding';
import { pythonDict, pythonRows, pythonText } from './python-json';
import { type NamedTensor, type TensorSet } from './tensor-set';
import { parseTolerantJson } from './tolerant-json';

/** of the text chunk, base64 of the JSON */
export const CARD_KEYWORD = 'sd-ti-embedding';
/** What programs call a picture (PNG, 11.3.3.2). SDXL's dictionary has no room for a name. */
export const TITLE_KEYWORD = 'Title';

const TENSOR = 'TORCHTENSOR';
const PLACEHOLDER = '*';
/** as A1111 has it, the placeholder's token in CLIP's vocabulary */
const TOKENS = pythonDict([[PLACEHOLDER, '265']]);

/** The same state gives the same text, and A1111 would write it too. For SDXL it admits nothing beside the two tensors. */
export function encodeCardJson(embedding: WrittenEmbedding): string {
  const { name, step, modelHash, modelName, clipG } = embedding;
  if (clipG) return pythonDict([['clip_l', tensor(embedding)], ['clip_g', tensor(clipG)]]);
  return pythonDict([
    ['string_to_token', TOKENS],
    ['string_to_param', pythonDict([[PLACEHOLDER, tensor(embedding)]])],
    ['name', pythonText(name)],
    ['step', `${step}`],
    ['sd_checkpoint', textOrNull(modelHash)],
    ['sd_checkpoint_name', textOrNull(modelName)],
  ]);
}

const textOrNull = (text: string | null): string => (text === null ? 'null' : pythonText(text));
const tensor = ({ vectors, width }: Vectors): string => pythonDict([[TENSOR, pythonRows(vectors, width)]]);

/** Undefined where it is no JSON, no object, or has rows of several lengths. */
export function decodeCardJson(text: string): TensorSet | undefined {
  const root = parseTolerantJson(text);
  if (!isRecord(root)) return undefined;
  const tensors = new Map<string, NamedTensor>();
  const values = new Map<string, string | number>();
  const isSound = flatten(root, '', tensors, values);
  return isSound ? { tensors, values: Object.fromEntries(values) } : undefined;
}

/** Names are paths joined by dots, as in torch files. */
function flatten(object: Record<string, unknown>, path: string, tensors: Map<string, NamedTensor>, values: Map<string, string | number>): boolean {
  return Object.entries(object).every(([key, value]) => {
    const name = path + key;
    if (typeof value === 'string' || typeof value === 'number') values.set(name, value);
    if (!isRecord(value)) return true;
    if (!Object.hasOwn(value, TENSOR)) return flatten(value, `${name}.`, tensors, values);
    const tensor = tensorOf(value[TENSOR]);
    if (tensor) tensors.set(name, tensor);
    return tensor !== undefined;
  });
}

/** A number alone (a token), one row, or rows of one length. */
function tensorOf(value: unknown): NamedTensor | undefined {
  const items = Array.isArray(value) ? (value as unknown[]) : undefined;
  if (!items) return floatsOf([value], []);
  if (!items.some(Array.isArray)) return floatsOf(items, [items.length]);
  const rows = items.filter((item): item is unknown[] => Array.isArray(item));
  const isEven = rows.length === items.length && rows.every(({ length }) => length === rows[0].length);
  return isEven ? floatsOf(rows.flat(), [rows.length, rows[0].length]) : undefined;
}

function floatsOf(items: readonly unknown[], shape: readonly number[]): NamedTensor | undefined {
  if (!items.every(isNumber)) return undefined;
  const floats = Float32Array.from(items, Number);
  return { shape, read: async () => floats };
}

/** See tolerant-json.ts for the strings. */
const CONSTANTS: ReadonlySet<unknown> = new Set(['NaN', 'Infinity', '-Infinity']);
const isNumber = (item: unknown): item is number | string => typeof item === 'number' || CONSTANTS.has(item);
