/** What steps took in runs before, for the time that the next one will take. */
import type { RunSettings } from '../../../train/settings';
import { stepKey, timesIn, withTime, type StepPlace, type StepTime } from '../../logic/fields/step-time';
import type { Services } from '../../services';
import type { RunView } from '../run/run-view.svelte';

const STORED = 'step-times';
/** Fewer steps say little: the first ones are slower. */
const ENOUGH = 5;

export class StepTimes {
  private times = $state.raw<readonly StepTime[]>([]);

  constructor(private readonly services: Services) {}

  async open(): Promise<void> {
    this.times = timesIn(await this.services.store.loadSettings<unknown>(STORED));
  }

  /** Seconds of a step; undefined where none like it was measured. */
  of(settings: RunSettings, place: StepPlace): number | undefined {
    const key = stepKey(settings, place);
    return this.times.find((time) => time.key === key)?.seconds;
  }

  /** Of the run that is shown, as far as it has come since it was started or gone on with. */
  async remember({ settings, modelId, adapter, storage, stepsPerSecond, count }: RunView): Promise<void> {
    if (!settings || !storage || count < ENOUGH || !(stepsPerSecond > 0)) return;
    const key = stepKey(settings, { modelId, adapter, storage });
    this.times = withTime(this.times, { key, seconds: 1 / stepsPerSecond });
    await this.services.store.saveSettings(STORED, this.times);
  }
}
