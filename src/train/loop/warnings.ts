/**
 * @file What people's guides to Textual Inversion watch for, said once a run. All of it follows from the run's records, so
 * a run that goes on says nothing twice and nothing else than an unbroken one.
 */
import type { FailureData } from '../../failure';
import { sinceBest } from './best';
import { mean } from '../numbers';
import type { EvalRecord, PreviewRecord, StepRecord } from '../messages';

/** Losses of this many steps make the smoothed one. */
const SMOOTHED = 100;
/** Steps between looks: nothing here is urgent. */
const LOOK_EVERY = 25;
const HIGH_LOSS = 0.3;
const EPOCHS = 10;
/** Of fewer evaluations chance decides. */
const FEWEST_EVALUATIONS = 3;
/**
 * Zyin055's Inspect-Embedding-Training calls a mean absolute value above 0.2 “inflexible”.
 * 0.2 on the mean in 768 numbers is a norm of 0.2 · √(768 · π / 2) = 6.9; CLIP's own tokens have 0.4
 * (cloneofsimo/lora draws to that): 17 times.
 */
const NORM_TIMES = 17;

/**
 * On the bundled model (docs/FACTS.md) words made to ignore the prompt had an influence of 0.09 to 0.36, twelve of its own
 * nouns 0.69 to 2.0, words of healthy runs 1.0 to 2.9.
 */
const DROWNED = 0.45;

export interface Watched {
  log: readonly StepRecord[];
  /** scheduled ones */
  evals: readonly EvalRecord[];
  /** steps of an epoch */
  epoch: number;
  /** mean norm of the model's own tokens */
  tokenNorm: number;
}

/** What there is to say after the last step of the log, whether or not it was said before. */
export function stepWarnings({ log, tokenNorm }: Pick<Watched, 'log' | 'tokenNorm'>): FailureData[] {
  if (log.length % LOOK_EVERY !== 0) return [];
  return [highLoss(log), highNorm(log.at(-1), tokenNorm)].filter((warning) => warning !== undefined);
}

/** Where the loss was above it from the start, the model or its loss is of another kind, and the guides' number says nothing. */
function highLoss(log: readonly StepRecord[]): FailureData | undefined {
  if (log.length < 2 * SMOOTHED) return undefined;
  const [first, last] = [log.slice(0, SMOOTHED), log.slice(-SMOOTHED)].map((part) => mean(part.map(({ loss }) => loss)));
  if (first > HIGH_LOSS || last <= HIGH_LOSS) return undefined;
  return { code: 'run.loss-high', values: { loss: Number(last.toFixed(3)) } };
}

function highNorm(last: StepRecord | undefined, tokenNorm: number): FailureData | undefined {
  const times = (last?.norm ?? 0) / tokenNorm;
  if (!(tokenNorm > 0 && times > NORM_TIMES)) return undefined;
  return { code: 'run.norm-high', values: { times: Math.round(times) } };
}

/** After an evaluation. */
export function evaluationWarnings({ evals, epoch }: Pick<Watched, 'evals' | 'epoch'>): FailureData[] {
  if (evals.length < 2) return [];
  const { bestStep, since } = sinceBest(evals);
  const epochs = Math.floor((evals.at(-1)!.step - bestStep) / epoch);
  if (epochs < EPOCHS || since < FEWEST_EVALUATIONS) return [];
  return [{ code: 'run.no-improvement', values: { epochs, best: bestStep } }];
}

/** After a preview: where the word leaves too little to the rest of a prompt. */
export function previewWarnings(previews: readonly Pick<PreviewRecord, 'influence'>[]): FailureData[] {
  const influence = previews.at(-1)?.influence ?? Infinity;
  if (influence >= DROWNED) return [];
  return [{ code: 'run.prompt-drowned', values: { percent: Math.round(100 * influence) } }];
}
