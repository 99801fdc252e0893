/** The rate that guides would take for another number of pictures a step: they multiply it (the original's `scale_lr`). */
import { parseRates } from '../../../train/rates/learning-rate';
import type { Draft } from './draft';

type RateFields = Pick<Draft, 'rate' | 'batch' | 'accumulate' | 'steps'>;

export interface RateHint {
  /** pictures of a step */
  pictures: number;
  /** schedule with each rate multiplied */
  rate: string;
}

/** undefined where the rate was chosen already, or the number of pictures is that of the default. */
export function rateHint(draft: RateFields, standard: RateFields): RateHint | undefined {
  const [pictures, usual] = [draft, standard].map(({ batch, accumulate }) => Number(batch) * Number(accumulate));
  const readable = Number.isInteger(pictures) && pictures > 0;
  if (!readable || pictures === usual || draft.rate !== standard.rate || !canRead(draft)) return undefined;
  return { pictures, rate: scaled(draft.rate, pictures / usual) };
}

function canRead({ rate, steps }: RateFields): boolean {
  try {
    return parseRates(rate, Number(steps) || 1).length > 0;
  } catch {
    return false;
  }
}

/** Only the numbers before colons are rates. */
const scaled = (rates: string, factor: number): string =>
  rates.replace(/(^|,)(\s*)([^,:\s]+)/g, (_, comma: string, space: string, rate: string) => comma + space + Number((Number(rate) * factor).toPrecision(3)));
