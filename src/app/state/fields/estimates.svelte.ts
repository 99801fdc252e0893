/** Two answers the workers give while a person types: tokens of the starting text, memory of the run. */
import type { MemoryEstimate } from '../../../../workers/api';
import { failureData, type FailureData } from '../../../failure';
import type { DraftKey } from '../../logic/fields/draft';
import type { App } from '../app.svelte';

const TYPING_PAUSE_MS = 250;
/** What a model may refuse belongs beside a field. */
const FIELDS: Partial<Record<string, DraftKey>> = { 'settings.clip-skip': 'clipSkip' };

export class Estimates {
  memory = $state.raw<MemoryEstimate | undefined>();
  memoryFailure = $state.raw<FailureData | undefined>();

  constructor(private readonly app: App) {}

  /** Call while a component is made: follows the fields as long as it lives. */
  watch(): void {
    const { setup, models, device, pictures } = this.app;
    watchFileWords(this.app);
    $effect(() => {
      const text = setup.draft.startText;
      return later(() => setup.count(text));
    });
    $effect(() => {
      // Reading them here is what makes this effect follow fields, further words and captions.
      const [modelId] = [models.chosenId, setup.draft, setup.further.list, pictures.dataset, setup.problems.wordPattern] as const;
      if (!modelId || !device.adapter || this.app.training.view.active) return;
      return later(() => this.estimate(modelId));
    });
  }

  private async estimate(modelId: string): Promise<void> {
    const { setup, services, pictures } = this.app;
    const facts = pictures.dataset.pictures.map(({ name, caption, width, height }) => ({ name, caption, width, height }));
    try {
      const memory = await services.workers.trainer.estimate(modelId, setup.nearest(), facts);
      if (modelId !== this.app.models.chosenId) return;
      this.memory = memory;
      setup.sizeStep = memory.sizeStep;
      setup.vectorWidth = memory.vectorWidth;
      setup.trainedSize = { width: memory.width, height: memory.height };
      this.fail(undefined);
    } catch (error) {
      this.memory = undefined;
      this.fail(failureData(error));
    }
  }

  private fail(failure: FailureData | undefined): void {
    this.memoryFailure = failure;
    const field = failure && FIELDS[failure.code];
    this.app.setup.refused = field ? { [field]: failure } : {};
  }
}

/** Call while a component is made that shows what file names say. Several may: what is known is not looked for again. */
export function watchFileWords({ setup, pictures }: Pick<App, 'setup' | 'pictures'>): void {
  $effect(() => {
    void [setup.draft, setup.further.list, pictures.uncaptioned];
    return later(() => setup.findWords());
  });
}

/** Runs after a pause in typing; what it returns takes it back. */
function later(work: () => Promise<void>): () => void {
  const timer = setTimeout(() => void work(), TYPING_PAUSE_MS);
  return () => clearTimeout(timer);
}
