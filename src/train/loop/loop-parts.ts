/** @file What the loop and what it does between steps work on. */
import type { Control } from './control';
import type { TrainMessage } from '../messages';
import type { Rates } from '../rates/rates';
import type { Run, RunPersistence, RunState } from '../records';
import type { Reporter } from './reporter';
import type { Session } from '../session';

export interface LoopParts {
  run: Run;
  state: RunState;
  session: Session;
  control: Control;
  reporter: Reporter;
  persistence: RunPersistence;
  listen: (message: TrainMessage) => void;
  rates: Rates;
  /** pictures of all words: an epoch */
  pictures: number;
  /** mean norm of the model's own tokens; 0 where it is not known */
  tokenNorm: number;
}
