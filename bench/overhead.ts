/**
 * @file What logging, messages and saving cost beside the steps on the adapter in use: the bundled model, batch 1, every tenth
 * step written against none. `node tools/run.mjs bench/overhead.ts --adapter lavapipe --model FOLDER` (as verify takes it).
 * Processor time of this process is compared, in which a software adapter's work is too: other work on the machine changes
 * it little, while clock time says nothing beside it.
 */
import 'fake-indexeddb/auto';
import { readFileSync } from 'node:fs';
import { create, globals } from 'webgpu';
import { adapterName, openDevice } from '../src/engine/device';
import { openModel } from '../src/nets/model';
import { createRunStore } from '../src/store/runs';
import { loadTokenizer } from '../src/text/tokenizer';
import { Control } from '../src/train/loop/control';
import type { TrainMessage } from '../src/train/messages';
import type { Run, RunState } from '../src/train/records';
import { pixelSize } from '../src/train/size';
import { train } from '../src/train/train';
import { makeRun } from '../tests/train/fake-run';
import { diskFiles } from '../tests/verify/disk-files';

Object.assign(globalThis, globals);
const gpu = create([]);
const STEPS = 32;
const EVERY = 10;
const ROUNDS = 5;
/** steps before counting: the first compile */
const SKIP = 2;

const at = process.argv.indexOf('--model');
const model = await openModel(diskFiles(process.argv[at + 1]));
const device = await openDevice({ gpu });
const tokenizer = await loadTokenizer(new Uint8Array(readFileSync('public/clip/merges.txt.gz')));
const runs = createRunStore<Run, RunState>();
const size = pixelSize(model, {});
const image = async (): Promise<Float32Array> => new Float32Array(size.width * size.height * 3);
const pictures = ['a', 'b'].map((id) => ({ id, caption: id, word: 0, size, image }));

const spent = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Milliseconds of processor time a step. */
async function perStep(saveEvery: number): Promise<number> {
  const times: number[] = [];
  const listen = (message: TrainMessage): void => {
    if (message.kind === 'progress') message.records.forEach(() => times.push(spent()));
    if (message.kind === 'failed') throw new Error(message.failure.code);
  };
  const run = makeRun({ name: 'zorb', startText: 'a cat', vectors: 4, batch: 1, steps: STEPS, rate: '0.005', evalItems: 0, saveEvery });
  const cache = { load: async () => undefined, save: async () => {} };
  await train({ run, device, model, tokenizer, pictures, cache, persistence: runs, control: new Control(), listen, library: async () => undefined });
  return (times[STEPS - 1] - times[SKIP]) / (STEPS - 1 - SKIP);
}

const results: Record<'none' | 'tenth', number[]> = { none: [], tenth: [] };
for (let round = 0; round < ROUNDS; round++) {
  results.none.push(await perStep(0));
  results.tenth.push(await perStep(EVERY));
}
const told = (values: readonly number[]): string => `${Math.min(...values).toFixed(1)} (${values.map((ms) => ms.toFixed(0)).join(', ')})`;
console.log(`${adapterName(device.info)}, ${device.storage}, ms of processor time a step, the least of ${ROUNDS} runs:`);
console.log(`none written ${told(results.none)}, every tenth written ${told(results.tenth)}`);
process.exit(0); // Dawn keeps the process alive
