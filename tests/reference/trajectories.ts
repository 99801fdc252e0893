/**
 * @file Has PyTorch make the golden values of tests/train/trajectories: our draws (pictures, timesteps, noise, prompts)
 * go in, its losses and vectors come out. Without --write it compares them with the file that is there.
 * usage: [PYTHON=python3] node tools/run.mjs tests/reference/trajectories.ts --adapter native [--write]
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alphasCumprod } from '../../src/diffusion/schedule';
import { writeSafetensors, type RawTensor } from '../../src/formats/safetensors';
import type { Noised } from '../../src/train/samples/batch';
import { PromptBook } from '../../src/train/prompts/prompts';
import { Sampler } from '../../src/train/samples/sampler';
import { startVectors } from '../../src/train/start/start';
import type { Tokenizer } from '../../src/text/tokenizer';
import { LEAST_GRADIENT, STEPS, TRAJECTORIES, type TrajectoryCase } from '../train/trajectories/cases';
import { GOLDEN, HEIGHT, MODEL, modelFor, openTokenizer, pictures, settingsFor, WIDTH } from '../train/trajectories/made';
import { distance } from '../verify/compare';
import { diskSource } from '../verify/disk-files';
import { Golden } from '../verify/golden';

/** A case's tensors for the script. */
async function inputsOf(one: TrajectoryCase, tokenizer: Tokenizer): Promise<Record<string, RawTensor>> {
  const model = await modelFor(one);
  const settings = settingsFor(one, model);
  const lookUp = (ids: Int32Array): Promise<Float32Array> => model.tokens.rows(ids);
  const book = new PromptBook({ ...settings, pad: model.pad }, tokenizer, lookUp);
  const given = pictures();
  const encoded = given.map(({ latent, caption, weights }, i) => (
    { id: String(i), posterior: { mean: latent, deviation: latent }, size: { width: WIDTH, height: HEIGHT }, caption, word: 0, mask: weights }
  ));
  const sampler = new Sampler({ settings, model, book, alphas: alphasCumprod(model.schedule), pictures: encoded });
  const samples = Array.from({ length: STEPS * settings.accumulate }, (_, i) => sampler.micro(i).samples).flat();
  const start = await startVectors(settings, { width: model.text.width, tokenizer, lookUp, library: async () => undefined });
  const text = await book.inputs(samples.map(({ prompt }) => prompt), 1);
  const rows = [samples.length, model.text.positions];
  return {
    init: f32(start.vectors, [settings.vectors, model.text.width]),
    tokens: f32(text.tokens, [...rows, model.text.width]),
    slots: i32(text.slots, rows),
    latents: images(samples.map(({ latent }) => latent)),
    noise: images(samples.map(({ noise }) => noise)),
    t: i32(Int32Array.from(samples, ({ timestep }) => timestep), [samples.length]),
    ...(settings.lossWeight === 'mask' && { alpha: f32(alphas(samples, given), [samples.length, HEIGHT, WIDTH]) }),
  };
}

const alphas = (samples: readonly Noised[], given: ReturnType<typeof pictures>): Float32Array =>
  Float32Array.from(samples.flatMap((sample) => [...given.find(({ latent }) => latent === sample.latent)!.alpha]));

/** [h, w, c] each → [n, c, h, w] */
function images(parts: readonly Float32Array[]): RawTensor {
  const pixels = HEIGHT * WIDTH;
  const channels = parts[0].length / pixels;
  const turned = parts.flatMap((part) => Array.from(part, (_, i) => part[(i % pixels) * channels + Math.floor(i / pixels)]));
  return f32(Float32Array.from(turned), [parts.length, channels, HEIGHT, WIDTH]);
}

const f32 = (values: Float32Array, shape: number[]): RawTensor => ({ dtype: 'F32', shape, bytes: new Uint8Array(values.slice().buffer) });
const i32 = (values: Int32Array, shape: number[]): RawTensor => ({ dtype: 'I32', shape, bytes: new Uint8Array(values.slice().buffer) });

function jsonOf({ reference, prediction = 'epsilon' }: TrajectoryCase): object {
  return { batch: 1, accumulate: 1, rates: Array<number>(STEPS).fill(0.005), skip: 1, prediction, ...reference };
}

async function make(folder: string): Promise<string> {
  const tokenizer = await openTokenizer();
  const inputs = new Map<string, RawTensor>();
  for (const [name, one] of Object.entries(TRAJECTORIES)) {
    for (const [key, tensor] of Object.entries(await inputsOf(one, tokenizer))) inputs.set(`${name}.${key}`, tensor);
  }
  const [cases, given, made] = ['cases.json', 'inputs.safetensors', 'golden.safetensors'].map((file) => join(folder, file));
  writeFileSync(cases, JSON.stringify(Object.fromEntries(Object.entries(TRAJECTORIES).map(([name, one]) => [name, jsonOf(one)]))));
  writeFileSync(given, writeSafetensors(inputs));
  const script = 'tests/reference/trajectories.py';
  const { status, stderr } = spawnSync(process.env.PYTHON ?? 'python3', [script, MODEL, cases, given, made], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${script} failed:\n${stderr}`);
  return made;
}

/** Another build of torch may round sums of doubles differently. */
const SAME = 1e-6;

/** Names of values that are not those of the file that is there. */
async function changed(made: string): Promise<string[]> {
  const [now, before] = [await Golden.read(diskSource(made)), await Golden.read(diskSource(GOLDEN))];
  const names = new Set([...now.names, ...before.names]);
  return [...names].filter((name) => {
    if (!now.has(name) || !before.has(name)) return true;
    const [a, b] = [now.floats(name), before.floats(name)];
    return a.length !== b.length || !(distance(a, b) <= SAME * distance(b, new Float32Array(b.length)));
  });
}

/** Names of cases whose first step half precision might turn. */
async function unsure(made: string): Promise<string[]> {
  const golden = await Golden.read(diskSource(made));
  const compared = Object.keys(TRAJECTORIES).filter((name) => !TRAJECTORIES[name].exact);
  return compared.filter((name) => !(golden.floats(`${name}.least`)[0] >= LEAST_GRADIENT));
}

const folder = mkdtempSync(join(tmpdir(), 'trajectories-'));
try {
  const made = await make(folder);
  const turned = await unsure(made);
  if (turned.length) throw new Error(`first gradients too near zero, take another seed: ${turned.join(', ')}`);
  if (process.argv.includes('--write')) copyFileSync(made, GOLDEN);
  const others = await changed(made);
  console.log(others.length ? `not what PyTorch computes now: ${others.join(', ')}` : `${GOLDEN} is what PyTorch computes`);
  process.exitCode = others.length ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true });
}
