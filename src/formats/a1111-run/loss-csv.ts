/** @file `textual_inversion_loss.csv` as A1111 writes it (modules/textual_inversion/textual_inversion.py, write_loss). */
import { pythonFloat } from '../embeddings/python-json';
import { fixed } from './fixed';

export interface LoggedStep {
  /** steps done, 1-based */
  step: number;
  loss: number;
  rate: number;
}

/** As Python's csv writer ends them, on every system. */
const LINE_END = '\r\n';

/**
 * A header and a row for each step that is a multiple of `every`; epochs and their steps count from 0.
 * `epochSteps`: steps of an epoch, at least 1.
 */
export function lossCsv(log: readonly LoggedStep[], epochSteps: number, every = 1): string {
  const rows = log.filter(({ step }) => step % every === 0).map((record) => row(record, epochSteps));
  return ['step,epoch,epoch_step,loss,learn_rate', ...rows, ''].join(LINE_END);
}

function row({ step, loss, rate }: LoggedStep, epochSteps: number): string {
  const before = step - 1;
  return [step, Math.floor(before / epochSteps), before % epochSteps, fixed(loss, 7), pythonFloat(rate)].join(',');
}

/** Steps of an epoch as A1111 counts them: whole batches, whole accumulations. */
export function stepsOfEpoch(pictures: number, batch: number, accumulate: number): number {
  return Math.max(1, Math.floor(Math.floor(pictures / batch) / accumulate));
}
