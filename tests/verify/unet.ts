/** @file unet.eps: one pass of the UNet. */
import { predictProgram } from '../../src/nets/programs';
import { timeRows, withRuntime, type Bench, type Group, type Result } from './bench';

async function run(bench: Bench): Promise<Result[]> {
  const { model, golden } = bench;
  const x = golden.image('unet.x');
  const inputs = { x: x.values, time: timeRows(bench, golden.integers('unet.t')), context: golden.floats('unet.ctx') };
  return withRuntime(bench, { predict: predictProgram(model, x) }, async (runtime) => {
    const { output } = await runtime.run('predict', inputs, ['output']);
    return [{ name: 'unet.eps', values: output, image: true }];
  });
}

export const unetGroup: Group = { inputs: ['unet.x', 'unet.t', 'unet.ctx'], outputs: ['unet.eps'], run };
