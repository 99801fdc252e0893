/** @file text.*: the prompt's tokens through the text encoder, last layer and last but one. */
import type { Skip } from '../../src/nets/clip-text';
import { plainTextProgram } from '../../src/nets/programs';
import { withRuntime, type Bench, type Group, type NotCompared, type Result } from './bench';

/** Layers counted from the reference's end. */
const SKIPS: readonly Skip[] = [1, 2];

async function run(bench: Bench): Promise<(Result | NotCompared)[]> {
  const { model, golden, layersLeftOut } = bench;
  const tokens = await model.tokens.rows(golden.integers('ids'));
  const batch = golden.shape('ids')[0];
  const there = SKIPS.filter((skip) => skip > layersLeftOut);
  const program = (skip: number) => plainTextProgram({ ...model, skip: skip - layersLeftOut }, batch);
  const programs = Object.fromEntries(there.map((skip) => [`text.skip${skip}`, program(skip)]));
  return withRuntime(bench, programs, async (runtime) => {
    const results: (Result | NotCompared)[] = layersLeftOut ? [{ name: 'text.skip1', note: 'this layer is left out' }] : [];
    for (const name of Object.keys(programs)) {
      const { context } = await runtime.run(name, { tokens }, ['context']);
      results.push({ name, values: context });
    }
    return results;
  });
}

export const textGroup: Group = { inputs: ['ids'], outputs: ['text.skip1', 'text.skip2'], run };
