/** @file Previews. A picture is no part of the training: one that cannot be made is told of, and the run goes on without it. */
import { Failure, failureData, type FailureData } from '../../failure';
import type { LoopParts } from './loop-parts';
import type { PreviewSettings } from '../settings';
import type { Watch } from './watch';

const isLost = (error: unknown): boolean => error instanceof Failure && error.code === 'gpu.lost';

/** Why there is no picture, as far as the failure says. */
function warningOf(error: unknown): FailureData {
  const { code, values: { message = code } } = failureData(error);
  return { code: 'run.preview-failed', values: { cause: message } };
}

export class Previewing {
  constructor(
    private readonly parts: LoopParts,
    private readonly watch: Watch,
  ) {}

  /** `asked`: by hand. Throws `gpu.lost`: without a device nothing goes on. */
  async make(settings: PreviewSettings, asked: boolean): Promise<void> {
    try {
      await this.#picture(settings);
    } catch (error) {
      if (isLost(error)) throw error;
      return this.watch.afterFailedPreview(warningOf(error), asked);
    }
    this.watch.afterPreview();
  }

  async #picture(settings: PreviewSettings): Promise<void> {
    const { session, state, listen } = this.parts;
    const told = (done: number, total: number): void => listen({ kind: 'phase', phase: 'previewing', done, total });
    const picture = await session.preview(settings, told);
    const record = { step: state.step, ...picture, seed: settings.seed };
    state.previews.push(record);
    listen({ kind: 'preview', ...record });
  }
}
