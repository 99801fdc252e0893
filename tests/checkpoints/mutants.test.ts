/** Headers with something changed: a checkpoint that runs, or a typed failure; never anything else. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openCheckpoint } from '../../src/checkpoints/open-checkpoint';
import { modelOf } from '../../src/checkpoints/model-of';
import { Failure } from '../../src/failure';
import { headerOf, virtualFile, type Header } from './headers';

const MODELS = { sd15: headerOf('sd15'), sd21: headerOf('sd21') };

/** Places of names that many decisions hang on are as likely as all others together. */
const KEYS = /input_blocks\.(0\.0|1\.1|3\.0)|out\.2|middle_block\.1\.proj_in|encoder\.down\.\d\.block\.0\.conv1|resblocks\.(0|23)\.|embedding|quant_conv/;

const shape = fc.array(fc.oneof(fc.constantFrom(0, 1, 2, 3, 4, 7, 8, 9, 64, 320, 768, 1024), fc.nat(5000)), { maxLength: 5 });
const change = fc.record({
  at: fc.nat(),
  key: fc.boolean(),
  what: fc.oneof(
    fc.record({ kind: fc.constant('drop' as const) }),
    fc.record({ kind: fc.constant('shape' as const), shape }),
    fc.record({ kind: fc.constant('number' as const), digits: fc.constantFrom('0', '1', '5', '99', '4294967296', '') }),
    fc.record({ kind: fc.constant('name' as const), name: fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'model.diffusion_model.', 'model_ema.diffusion_model', 'first_stage_model.encoder.mid.attn_1.constructor.weight')) }),
  ),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function mutated(model: Header, changes: readonly Change[]): Header {
  const header = new Map(model);
  for (const { at, key, what } of changes) {
    const names = [...header.keys()].filter((name) => !key || KEYS.test(name));
    if (!names.length) continue;
    const name = names[at % names.length];
    const tensor = header.get(name)!;
    header.delete(name);
    if (what.kind === 'shape') header.set(name, { ...tensor, shape: what.shape });
    if (what.kind === 'name') header.set(what.name, tensor);
    if (what.kind === 'number') header.set(name.replace(/\d+/, what.digits), tensor);
  }
  return header;
}

it('end in a model or a Failure', { timeout: 120_000 }, async () => {
  const ends = new Map<string, number>();
  const property = fc.asyncProperty(fc.constantFrom('sd15' as const, 'sd21' as const), fc.array(change, { minLength: 1, maxLength: 4 }), async (model, changes) => {
    const end = await openCheckpoint([virtualFile(mutated(MODELS[model], changes))]).then((checkpoint) => (modelOf(checkpoint), 'model'), codeOf);
    ends.set(end, (ends.get(end) ?? 0) + 1);
  });
  await fc.assert(property, { numRuns: 120, seed: 15 });
  // the mutants reach what they are for
  for (const end of ['model', 'model.tensor-missing', 'model.tensor-shape']) expect(ends.get(end), end).toBeGreaterThan(0);
});

function codeOf(error: unknown): string {
  if (error instanceof Failure && error.code !== 'internal') return error.code;
  throw error;
}
