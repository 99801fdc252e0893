/** What a person decides about a checkpoint before it is imported. */
import type { FoundCheckpoint, ImportChoices, Inspection } from '../../../../workers/importer-api';
import type { Prediction } from '../../../nets/config';

export type Precision = ImportChoices['precision'];

export class ImportForm {
  found = $state.raw<FoundCheckpoint | undefined>();
  name = $state('');
  ema = $state(false);
  prediction = $state<Prediction>('epsilon');
  precision = $state<Precision>('f16');
  /** what `precision` takes is being looked up */
  looking = $state(false);
  /** of a stored model; empty: the checkpoint's own */
  vaeModelId = $state('');

  /** Safe answers to begin with. A VAE that must be chosen is the one most likely meant: the first that is stored. */
  begin({ name, found }: Inspection, storedVae: string): void {
    this.looking = false;
    if (!found) return;
    this.found = found;
    this.name = name;
    this.ema = false;
    this.prediction = found.prediction;
    this.precision = 'f16';
    this.vaeModelId = found.hasVae || found.kind === 'vae' ? '' : storedVae;
  }

  /** All that was decided stays. */
  lookedAgain(found = this.found): void {
    this.found = found;
    this.looking = false;
  }

  /** bytes the store will need */
  get need(): number {
    return this.found?.needs[this.precision] ?? 0;
  }

  get fits(): boolean {
    return !this.found || this.need <= this.found.free;
  }

  get lacksVae(): boolean {
    return !!this.found && this.found.kind !== 'vae' && !this.found.hasVae && this.vaeModelId === '';
  }

  get ready(): boolean {
    return !!this.found && !this.looking && this.fits && !this.lacksVae && this.name.trim() !== '';
  }

  choices(): ImportChoices {
    const { ema, prediction, precision, vaeModelId } = this;
    const vae = vaeModelId ? { vaeModelId } : {};
    return { name: this.name.trim(), ema, prediction, precision, ...vae };
  }
}
