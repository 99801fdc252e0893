/** @file One word taught as the app does it by default; only the evaluation set is larger. */
import { defaults } from '../../../src/app/logic/fields/defaults';
import { readDraft } from '../../../src/app/logic/fields/read-draft';
import type { Device } from '../../../src/engine/device';
import type { Model } from '../../../src/nets/model';
import type { Tokenizer } from '../../../src/text/tokenizer';
import { pairedFall } from '../../../tools/statistics.mjs';
import { Control } from '../../../src/train/loop/control';
import type { EvalRecord, TrainMessage } from '../../../src/train/messages';
import type { Run, RunState } from '../../../src/train/records';
import type { RunSettings } from '../../../src/train/settings';
import { pixelSize } from '../../../src/train/size';
import { train } from '../../../src/train/train';
import type { WorldPicture } from './world';

/** The loss is measured where words decide: below the picture is known already, above all is noise. */
const TIMESTEPS = { first: 200, last: 900, all: 1000 };

export interface Teacher {
  device: Device;
  model: Model;
  tokenizer: Tokenizer;
}

export interface Lesson {
  preset: 'object' | 'style';
  pictures: readonly WorldPicture[];
  steps: string;
  /** of the evaluation set, 7 of 10 of them at the timesteps that count: more of them make errors small */
  items: number;
}

export interface Taught {
  loss: ReturnType<typeof pairedFall>;
  /** what it started from and what it became: [vectors][width] */
  initial: number[][];
  learned: number[][];
  /** what it was on the way, at the steps that were saved */
  path: { step: number; vectors: number[][] }[];
}

/** Throws what the run failed of. */
export async function teach(teacher: Teacher, { preset, pictures, steps, items }: Lesson): Promise<Taught> {
  const draft = { ...defaults('tiny', preset, 'balanced', preset === 'style'), name: 'taught', steps, evalEvery: '0', previewEvery: '0', saveEvery: '60' };
  const settings = { ...readDraft(draft), evalItems: items };
  const states = await savedStates(teacher, settings, pictures);
  const state = states.at(-1)!;
  const [first, last] = [state.evals[0], state.evals.at(-1)!].map(inRange);
  const rows = (values: Float32Array): number[][] => {
    const width = values.length / settings.vectors;
    return Array.from({ length: settings.vectors }, (_, i) => [...values.subarray(i * width, (i + 1) * width)]);
  };
  const path = states.map(({ step, vectors }) => ({ step, vectors: rows(vectors) }));
  return { loss: pairedFall(first, last), initial: rows(state.initial), learned: rows(state.vectors), path };
}

/** The items' timesteps are spread evenly: see src/train/samples/eval-set.ts. */
const inRange = ({ items }: EvalRecord): number[] =>
  items.filter((_, i) => {
    const timestep = Math.floor(((i + 0.5) / items.length) * TIMESTEPS.all);
    return timestep >= TIMESTEPS.first && timestep < TIMESTEPS.last;
  });

/** All that the run wrote, in order; its last state is the end. */
async function savedStates({ device, model, tokenizer }: Teacher, settings: RunSettings, pictures: readonly WorldPicture[]): Promise<RunState[]> {
  const size = pixelSize(model, settings);
  const run: Run = { id: 'r', modelId: 'm', datasetId: 'd', settings, status: 'running', created: 0, updated: 0, made: { version: '', kernels: '' } };
  const states: RunState[] = [];
  let last: TrainMessage | undefined;
  await train({
    run, device, model, tokenizer, control: new Control(), library: async () => undefined,
    pictures: pictures.map(({ entry, image }, i) => ({ id: String(i), caption: entry.name.replaceAll('-', ' '), word: 0, size, image: async () => image })),
    cache: { load: async () => undefined, save: async () => {} },
    persistence: { save: async (_, written) => void states.push(structuredClone(written)) },
    listen: (message) => void (last = message),
  });
  if (last?.kind !== 'done') throw new Error(JSON.stringify(last));
  return states;
}
