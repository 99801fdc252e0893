/** How the GPU's work is cut for the chosen model: what the trainer's worker says of it, and measuring it anew. */
import type { TuningReport } from '../../../../workers/api';
import { failureData, type FailureData } from '../../../failure';
import type { App } from '../app.svelte';
import { Answers } from '../answers';

type Around = Pick<App, 'services' | 'models' | 'device' | 'setup' | 'pictures' | 'training'>;

export class Kernels {
  report = $state.raw<TuningReport | undefined>();
  failure = $state.raw<FailureData | undefined>();
  /** while it measures */
  progress = $state.raw<{ done: number; total: number } | undefined>();
  busy = $state(false);

  private readonly answers: Answers;

  constructor(private readonly app: Around) {
    this.answers = new Answers(app.services.workers, 'trainer');
  }

  /** Call while a component is made: asks again with another model or storage, and after a run. */
  watch(): void {
    const { models, device, setup, training } = this.app;
    $effect(() => {
      const [modelId] = [models.chosenId, setup.draft.storage] as const;
      if (modelId && device.adapter && !training.view.active) void this.look(modelId);
    });
  }

  /** A click on the button would do something. */
  get ready(): boolean {
    return this.report?.kernels === 'tiled' && !this.busy && !this.app.training.view.active;
  }

  async look(modelId: string): Promise<void> {
    await this.ask(modelId, (trainer) => trainer.tuning(modelId, this.app.setup.nearest()));
  }

  async measure(): Promise<void> {
    const modelId = this.app.models.chosenId;
    if (!this.ready || !modelId) return;
    this.busy = true;
    const facts = this.app.pictures.dataset.pictures.map(({ name, caption, width, height }) => ({ name, caption, width, height }));
    const hear = (done: number, total: number): void => void (this.progress = { done, total });
    await this.ask(modelId, (trainer) => trainer.retune(modelId, this.app.setup.nearest(), facts, hear));
    this.progress = undefined;
    this.busy = false;
  }

  /** An answer about a model that is no longer chosen tells nothing. */
  private async ask(modelId: string, question: (trainer: App['services']['workers']['trainer']) => Promise<TuningReport>): Promise<void> {
    try {
      const report = await this.answers.of(question(this.app.services.workers.trainer));
      if (modelId === this.app.models.chosenId) Object.assign(this, { report, failure: undefined });
    } catch (error) {
      this.failure = failureData(error);
    }
  }
}
