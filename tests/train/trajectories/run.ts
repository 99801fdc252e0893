/** @file A case as a whole run on a device. */
import type { Device } from '../../../src/engine/device';
import { Control } from '../../../src/train/loop/control';
import type { TrainMessage } from '../../../src/train/messages';
import { packPosterior } from '../../../src/train/samples/posterior';
import type { Run, RunState } from '../../../src/train/records';
import { train } from '../../../src/train/train';
import type { TrajectoryCase } from './cases';
import { modelFor, openTokenizer, pictures, settingsFor } from './made';

export interface Ended {
  run: Run;
  /** states written, by step, as copies */
  saved: Map<number, RunState>;
  last: RunState;
  messages: TrainMessage[];
}

/** `state`: of a run that goes on. */
export async function runCase(device: Device, one: TrajectoryCase, state?: RunState): Promise<Ended> {
  const model = await modelFor(one);
  const settings = settingsFor(one, model);
  const { width, height } = settings as { width: number; height: number };
  const run: Run = { id: 'r', modelId: 'm', datasetId: 'd', settings, status: 'running', created: 0, updated: 0, made: { version: '', kernels: '' } };
  const given = pictures();
  const saved = new Map<number, RunState>();
  const messages: TrainMessage[] = [];
  await train({
    run, state, device, model, control: new Control(), tokenizer: await openTokenizer(),
    pictures: given.map(({ caption, weights }, i) => ({
      id: String(i), caption, word: 0, size: { width, height },
      image: () => Promise.reject(new Error('the latents are known')),
      mask: async () => weights,
    })),
    cache: { load: async (id) => packPosterior({ mean: given[Number(id)].latent, deviation: given[Number(id)].latent }), save: async () => {} },
    library: async () => undefined,
    persistence: { save: async (_, written) => void saved.set(written.step, structuredClone(written)) },
    listen: (message) => void messages.push(message),
  });
  return { run, saved, last: [...saved.values()].at(-1)!, messages };
}
