/** @file Epochs of a run. */
import type { RunSettings } from '../../../train/settings';

/** How often each picture was seen, on average: several words' pictures count together. */
export function epochsOf(steps: number, { batch, accumulate }: RunSettings, pictures: number): number {
  return (steps * batch * accumulate) / pictures;
}
