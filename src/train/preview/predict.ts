/** @file The UNet's predictions for one latent beside several prompts, as many at a time as its program takes. */
import { timestepTable } from '../../diffusion/timestep-embedding';
import type { Runtime } from '../../engine/runtime';
import { joined } from '../samples/batch';

export interface PredictParts {
  runtime: Runtime;
  /** name of a program made by `predictProgram`, of any batch */
  program: string;
  timeWidth: number;
}

/** `contexts`: [rows · 77, d] each, at least one → a prediction of the latent's size for each, in order. */
export async function predictAll(contexts: readonly Float32Array[], latent: Float32Array, t: number, parts: PredictParts): Promise<Float32Array[]> {
  const { runtime, program, timeWidth } = parts;
  const batch = batchOf(parts);
  const found: Float32Array[] = [];
  for (let at = 0; at < contexts.length; at += batch) {
    const together = Array.from({ length: batch }, (_, i) => contexts[Math.min(at + i, contexts.length - 1)]);
    const inputs = { x: joined(together.map(() => latent)), time: timestepTable(together.map(() => t), timeWidth), context: joined(together) };
    const { output } = await runtime.run(program, inputs, ['output']);
    found.push(...together.map((_, i) => output.subarray(i * latent.length, (i + 1) * latent.length)));
  }
  return found.slice(0, contexts.length);
}

const batchOf = ({ runtime, program }: PredictParts): number => runtime.plan.programs.get(program)!.source.graph.inputs.get('x')!.shape[0];
