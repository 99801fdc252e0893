/** Checkpoints that PyTorch wrote, in every form, against the folder they were made from. Made by tools/fixtures.mjs. */
import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Checkpoint, NamedSource } from '../../src/checkpoints/checkpoint';
import { modelOf } from '../../src/checkpoints/model-of';
import { openCheckpoint } from '../../src/checkpoints/open-checkpoint';
import { readTensor } from '../../src/formats/tensor-entry';
import { COMPONENTS } from '../../src/nets/scope';
import { diskSource, diskSources } from '../verify/disk-files';

const MADE = 'tests/fixtures-made';
const file = (path: string): NamedSource => ({ path, source: diskSource(`${MADE}/${path}`) });

/** `component/name` → bytes in a form that compares fast. */
async function contentsOf({ weights }: Checkpoint): Promise<Map<string, string>> {
  const contents = new Map<string, string>();
  for (const component of COMPONENTS) {
    for (const [name, { source, entry }] of weights[component] ?? []) {
      const { bytes, dtype } = await readTensor(source, entry);
      contents.set(`${component}/${name}`, `${dtype} ${Buffer.from(bytes).toString('latin1')}`);
    }
  }
  return contents;
}

/** Names whose bytes differ, or that only one has. */
function differing(a: Map<string, string>, b: Map<string, string>): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name));
}

/** Sizes of the networks; what no shape tells is left out. */
function sizesOf(checkpoint: Checkpoint) {
  const { text, unet, vae, schedule, pad } = modelOf(checkpoint);
  return { text, unet: { ...unet, sampleSize: 0 }, vae, schedule, pad };
}

/** Without them nothing here is tested, which must not look as if it were. */
function expectMade(name: string): void {
  if (existsSync(`${MADE}/${name}/recipe.txt`)) return; // written last
  throw new Error(`${MADE}/${name} is missing, which PyTorch makes: apt-get install python3-torch python3-numpy, then npm test -- unit`);
}

describe('sd1mini', () => {
  let folder: Checkpoint;
  let wanted: Map<string, string>;
  beforeAll(async () => {
    expectMade('sd1mini');
    folder = await openCheckpoint(diskSources(`${MADE}/sd1mini`));
    wanted = await contentsOf(folder);
  });

  it.each(['model.safetensors', 'model.ckpt', 'model.legacy.ckpt'])('%s gives the folder’s tensors and sizes', async (name) => {
    const checkpoint = await openCheckpoint([file(`sd1mini/single/${name}`)]);
    expect(checkpoint).toMatchObject({ kind: 'sd1', unexpected: [] });
    expect(sizesOf(checkpoint)).toEqual(sizesOf(folder));
    expect(differing(await contentsOf(checkpoint), wanted)).toEqual([]);
  });

  it('a folder of torch’s .bin files gives the same', async () => {
    const texts = diskSources(`${MADE}/sd1mini`).filter(({ path }) => path.endsWith('.json'));
    const weights = { unet: 'unet/diffusion_pytorch_model.bin', vae: 'vae/diffusion_pytorch_model.bin', text: 'text_encoder/pytorch_model.bin' };
    const bins = Object.entries(weights).map(([part, path]) => ({ path, source: file(`sd1mini/single/model.${part}.bin`).source }));
    const checkpoint = await openCheckpoint([...texts, ...bins]);
    expect(differing(await contentsOf(checkpoint), wanted)).toEqual([]);
  });

  it('the VAE alone gives the folder’s VAE', async () => {
    const checkpoint = await openCheckpoint([file('sd1mini/single/model.vae.pt')]);
    expect(checkpoint.kind).toBe('vae');
    const vae = new Map([...wanted].filter(([name]) => name.startsWith('vae/')));
    expect(differing(await contentsOf(checkpoint), vae)).toEqual([]);
  });

  it('the comparison finds a single byte', () => {
    const [[name, bytes]] = wanted;
    expect(differing(new Map(wanted).set(name, `${bytes.slice(0, -1)}\u0001`), wanted)).toEqual([name]);
  });
});

describe('sd2mini', () => {
  beforeAll(() => expectMade('sd2mini'));

  it.each(['model.safetensors', 'model.legacy.ckpt'])('%s gives the folder’s tensors and sizes but for the last text layer', async (name) => {
    const folder = await openCheckpoint(diskSources(`${MADE}/sd2mini`));
    const checkpoint = await openCheckpoint([file(`sd2mini/single/${name}`)]);
    expect(checkpoint).toMatchObject({ kind: 'sd2', unexpected: [], predictionFrom: 'asked' });
    const [mine, theirs] = [sizesOf(checkpoint), sizesOf(folder)];
    expect(mine).toEqual({ ...theirs, text: { ...theirs.text, layers: theirs.text.layers - 1 } });
    const extra = differing(await contentsOf(checkpoint), await contentsOf(folder));
    expect(extra).toHaveLength(16);
    expect(extra.every((one) => one.startsWith('text_encoder/text_model.encoder.layers.2.'))).toBe(true);
  });
});
