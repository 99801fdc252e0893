/** Two answers the workers give while a person types: tokens of the starting text, memory of the run. */
import type { MemoryEstimate } from '../../../workers/api';
import { failureData, type FailureData } from '../../failure';
import type { App } from './app.svelte';

const TYPING_PAUSE_MS = 250;

export class Estimates {
  memory = $state.raw<MemoryEstimate | undefined>();
  memoryFailure = $state.raw<FailureData | undefined>();

  constructor(private readonly app: App) {}

  /** Call while a component is made: follows the fields as long as it lives. */
  watch(): void {
    const { setup, models, device, pictures } = this.app;
    $effect(() => {
      const text = setup.draft.startText;
      return later(() => this.countTokens(text));
    });
    $effect(() => {
      // Only what changes the plan; reading it here is what makes this effect follow it.
      const { batch, vectors, accumulate, previewSteps, evalItems, size, width, height, storage, recompute } = setup.draft;
      const { template, templateText, previewPrompt, previewNegative } = setup.draft;
      const prompts = [template, templateText, previewPrompt, previewNegative, pictures.dataset];
      const key = [models.chosenId, batch, vectors, accumulate, previewSteps, evalItems, size, width, height, storage, recompute, prompts] as const;
      if (!models.chosenId || !device.adapter || this.app.training.view.active) return;
      return later(() => this.estimate(key[0]));
    });
  }

  private async countTokens(text: string): Promise<void> {
    const { setup, services } = this.app;
    const ids = await services.workers.captions.tokens(text).catch(() => undefined);
    if (setup.draft.startText === text) setup.tokens = ids?.length;
  }

  private async estimate(modelId: string): Promise<void> {
    const { setup, services, pictures } = this.app;
    const captions = pictures.dataset.pictures.map(({ caption }) => caption);
    try {
      const memory = await services.workers.trainer.estimate(modelId, setup.nearest(), captions);
      if (modelId !== this.app.models.chosenId) return;
      this.memory = memory;
      setup.sizeStep = memory.sizeStep;
      this.memoryFailure = undefined;
    } catch (error) {
      this.memory = undefined;
      this.memoryFailure = failureData(error);
    }
  }
}

/** Runs after a pause in typing; what it returns takes it back. */
function later(work: () => Promise<void>): () => void {
  const timer = setTimeout(() => void work(), TYPING_PAUSE_MS);
  return () => clearTimeout(timer);
}
