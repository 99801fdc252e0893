/** What is wrong with the fields of preparing: at most one failure a field. */
import { Failure, failureData, type FailureData } from '../../../failure';
import { isOff, isRangeKey, PREPARE_RANGES, type PrepareDraft, type PrepareKey, type RangeKey, type StepRange } from './draft';

export type PrepareProblems = Partial<Record<PrepareKey, FailureData>>;

/** Throws `settings.number`, `settings.whole` {text, min, max} or `prepare.step` {text, step, min, max}. */
export function readRange(key: RangeKey, text: string): number {
  const { min, max, step }: StepRange = PREPARE_RANGES[key];
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value >= min && value <= max)) throw new Failure('settings.number', { text: text.trim() || '–', min, max });
  if (step === 1 && !Number.isInteger(value)) throw new Failure('settings.whole', { text: text.trim(), min, max });
  if (step !== undefined && value % step !== 0) throw new Failure('prepare.step', { text: text.trim(), step, min, max });
  return value;
}

/** What two fields say together; told beside the second. */
const PAIRS: [low: RangeKey, high: RangeKey][] = [['minSide', 'maxSide'], ['minArea', 'maxArea']];

export function prepareProblems(draft: PrepareDraft): PrepareProblems {
  const problems: PrepareProblems = {};
  const found = (key: PrepareKey, check: () => void): void => {
    try {
      if (!isOff(key, draft) && !problems[key]) check();
    } catch (error) {
      problems[key] = failureData(error);
    }
  };
  for (const key of Object.keys(draft) as PrepareKey[]) if (isRangeKey(key)) found(key, () => void readRange(key, draft[key]));
  for (const [low, high] of PAIRS) if (!problems[low]) found(high, () => inOrder(draft[low], draft[high]));
  found('face', () => someWeight(draft));
  return problems;
}

function inOrder(low: string, high: string): void {
  if (Number(low) > Number(high)) throw new Failure('prepare.order', { low: low.trim(), high: high.trim() });
}

/** Without any there is nothing to look for. */
function someWeight({ face, entropy, edges }: PrepareDraft): void {
  if ([face, entropy, edges].every((text) => Number(text) === 0)) throw new Failure('prepare.weights');
}
