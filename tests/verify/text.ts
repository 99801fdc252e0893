/** @file text.*: the prompt's tokens through the text encoder, last layer and last but one. */
import { plainTextProgram } from '../../src/nets/programs';
import { withRuntime, type Bench, type Group, type Result } from './bench';

async function run(bench: Bench): Promise<Result[]> {
  const { model, golden } = bench;
  const tokens = await model.tokens.rows(golden.integers('ids'));
  const batch = golden.shape('ids')[0];
  const programs = {
    'text.skip1': plainTextProgram({ ...model, skip: 1 }, batch),
    'text.skip2': plainTextProgram({ ...model, skip: 2 }, batch),
  };
  return withRuntime(bench, programs, async (runtime) => {
    const results: Result[] = [];
    for (const name of Object.keys(programs)) {
      const { context } = await runtime.run(name, { tokens }, ['context']);
      results.push({ name, values: context });
    }
    return results;
  });
}

export const textGroup: Group = { inputs: ['ids'], outputs: ['text.skip1', 'text.skip2'], run };
