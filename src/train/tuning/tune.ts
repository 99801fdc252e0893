/**
 * @file The tiles that a run's products are made with: measured once per adapter, model shape and version, kept, and fixed for
 * a run when it begins. Another tile may add in another order, so a run that goes on keeps those it began with.
 */
import type { Device } from '../../engine/device';
import { dominantProducts, type DominantProduct } from '../../engine/tiles/dominant';
import { measureTiles, type Measuring } from '../../engine/tiles/measure-tiles';
import { withChoices } from '../../engine/tiles/tuning';
import type { TrainMessage } from '../messages';
import type { Run, RunState } from '../records';
import type { RunSettings } from '../settings';
import { runSteps, withMostTexts, type ProgramModel, type RunShapes } from '../step/run-steps';
import { microProgram } from '../step/step-graph';
import { choicesIn, keptIn, merged, readChoices, type Choices, type KeptTuning, type TuningStore } from './kept';

interface TuneJob {
  run: Run;
  /** of a run that goes on */
  state?: RunState;
  device: Device;
  model: ProgramModel;
  shapes: RunShapes;
  /** absent: nothing is measured */
  tunings?: TuningStore;
  control: { readonly stopped: boolean };
  listen: (message: TrainMessage) => void;
}

/** The device as the run uses it. Measuring may fail: then the vendor's table serves. */
export async function tunedDevice({ run, state, device, model, shapes, tunings, control, listen }: TuneJob): Promise<Device> {
  if (device.tuning.kernels === 'barrier-free') return device;
  if (!state && tunings) {
    const onProduct = (done: number, total: number): void => listen({ kind: 'phase', phase: 'tuning', done, total });
    const products = trainedProducts(device, model, run.settings, shapes);
    const kept = await measureMissing(device, products, tunings, { onProduct, ended: () => control.stopped });
    run.made.choices = kept && pick(choicesIn(kept), products);
  }
  return withChoices(device, readChoices(run.made.choices));
}

/** The device as a run that began now would use it, if nothing had to be measured: for its memory. Throws `settings.size`. */
export function asKept<D extends TunedOf>(device: D, model: ProgramModel, settings: RunSettings, shapes: RunShapes, kept: KeptTuning | undefined): D {
  return kept && device.tuning.kernels === 'tiled' ? withChoices(device, pick(choicesIn(kept), trainedProducts(device, model, settings, shapes))) : device;
}

type TunedOf = Pick<Device, 'storage' | 'tuning'>;

/** Of a training step: the heaviest first. Recompute makes the same products again, so it is left out. Throws `settings.size`. */
export function trainedProducts({ storage, tuning }: TunedOf, plain: ProgramModel, settings: RunSettings, shapes: RunShapes): DominantProduct[] {
  const { model, steps } = runSteps(plain, settings, withMostTexts(shapes));
  return dominantProducts(steps.map((step) => microProgram(model, { ...step, recompute: 0 })), storage, tuning);
}

async function measureMissing(device: Device, products: readonly DominantProduct[], store: TuningStore, how: Measuring): Promise<KeptTuning | undefined> {
  const kept = await keptIn(store);
  const missing = products.filter(({ key }) => !kept?.products[key]);
  return (await measureAndKeep(device, missing, store, how, kept)) ?? kept;
}

/** undefined where nothing could be measured. What the store does not take is used all the same. */
export async function measureAndKeep(device: Device, products: readonly DominantProduct[], store: TuningStore, how: Measuring, beside?: KeptTuning): Promise<KeptTuning | undefined> {
  const measured = await measureTiles(device, products, how);
  const kept = measured && merged(beside, measured, Date.now());
  if (kept) await store.save(kept).catch(() => {});
  return kept;
}

/** Only those of the run: what is measured for other sizes later must not change it. */
const pick = (choices: Choices, products: readonly DominantProduct[]): Choices =>
  Object.fromEntries(products.filter(({ key }) => choices[key]).map(({ key }) => [key, choices[key]]));
