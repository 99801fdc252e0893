/** Headers with something changed: a checkpoint that runs, or a typed failure; never anything else. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openCheckpoint } from '../../src/checkpoints/open-checkpoint';
import { modelOf } from '../../src/checkpoints/model-of';
import { Failure } from '../../src/failure';
import { failureOf } from '../nets/nano';
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

/** A layer, block or level of the model again and again under the numbers that follow. */
it.each<[string, 'sd15' | 'sd21', RegExp, string]>([
  ['layers of CLIP', 'sd15', /^(cond_stage_model\.transformer\.text_model\.encoder\.layers\.)0(\..*)$/, 'text_encoder/config.json num_hidden_layers: > 64'],
  ['layers of OpenCLIP, of another width', 'sd21', /^(cond_stage_model\.model\.transformer\.resblocks\.)0(\..*)$/, 'text_encoder/config.json num_hidden_layers: > 64'],
  ['transformer blocks', 'sd15', /^(model\.diffusion_model\.input_blocks\.1\.1\.transformer_blocks\.)0(\..*)$/, 'unet/config.json transformer_layers_per_block: > 16'],
  ['blocks of a UNet', 'sd15', /^(model\.diffusion_model\.input_blocks\.)1(\.0\..*)$/, 'unet/config.json block_out_channels: > 8'],
  ['levels of a VAE', 'sd15', /^(first_stage_model\.encoder\.down\.)0(\.block\.0\..*)$/, 'vae/config.json block_out_channels: > 8'],
  ['layers of a VAE', 'sd15', /^(first_stage_model\.encoder\.down\.0\.block\.)0(\..*)$/, 'vae/config.json layers_per_block: > 8'],
])('thousands of %s are refused before a network is built', async (_, model, pattern, problem) => {
  const header = headerOf(model);
  for (const [name, tensor] of [...header]) {
    const [, before, after] = pattern.exec(name) ?? [];
    for (let i = 1; after !== undefined && i < 3000; i++) if (!header.has(before + i + after)) header.set(before + i + after, tensor);
  }
  // OpenCLIP's own width has 24 layers
  for (const [name, tensor] of header) if (name === 'cond_stage_model.model.positional_embedding') header.set(name, { ...tensor, shape: [77, 512] });
  const failure = await failureOf(openCheckpoint([virtualFile(header)]));
  expect(`${failure.code} ${failure.values.path} ${failure.values.problem}`).toBe(`model.config ${problem}`);
});

function codeOf(error: unknown): string {
  if (error instanceof Failure && error.code !== 'internal') return error.code;
  throw error;
}
