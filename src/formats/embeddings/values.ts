/** @file Step and model as the programs write them beside the vectors: A1111's dictionary, metadata of kohya and of ours. */
import { type FoundEmbedding } from './found';

type Values = Readonly<Record<string, string | number>>;
type Described = Pick<FoundEmbedding, 'step' | 'modelName' | 'modelHash'>;

const NAMES = ['name', 'modelspec.title'];
const STEPS = ['step', 'ss_steps'];
const MODEL_NAMES = ['sd_checkpoint_name', 'ss_sd_model_name'];
/** kohya's is whole, A1111's its first ten digits */
const MODEL_HASHES = ['sd_checkpoint', 'ss_new_sd_model_hash'];
const HASH_DIGITS = 10;
/** longer than any file name; what is longer is no name */
const MAX_TEXT = 1000;

export const nameIn = (values: Values): string | undefined => textOf(values, NAMES);

/** What is not there stays absent. */
export function describedBy(values: Values): Described {
  const step = stepOf(values);
  const modelName = textOf(values, MODEL_NAMES);
  const modelHash = textOf(values, MODEL_HASHES)?.slice(0, HASH_DIGITS);
  return { ...(step !== undefined && { step }), ...(modelName && { modelName }), ...(modelHash && { modelHash }) };
}

function textOf(values: Values, keys: readonly string[]): string | undefined {
  const found = keys.map((key) => own(values, key)).find((value) => typeof value === 'string' && value !== '' && value.length <= MAX_TEXT);
  return found === undefined ? undefined : String(found);
}

/** Metadata of safetensors are text. */
function stepOf(values: Values): number | undefined {
  const steps = STEPS.map((key) => own(values, key)).filter((value) => value !== undefined && value !== '').map(Number);
  return steps.find((step) => Number.isSafeInteger(step) && step >= 0);
}

const own = (values: Values, key: string): string | number | undefined => (Object.hasOwn(values, key) ? values[key] : undefined);
