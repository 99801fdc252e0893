/**
 * npm run bench: products, convolutions, attention, the UNet forward and a whole training step on the adapter in use, beside
 * the adapter's own measured peak. Prints Markdown; --out writes it to a file too (bench/results has one per machine).
 * usage: npm run bench -- [--adapter swiftshader|lavapipe|native] [--storage f32|f16|packed] [--model sd15|small|tiny]
 *        [--sizes 256,512] [--no-ops] [--no-profile] [--out FILE] [--json FILE]
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { create, globals } from 'webgpu';
import { openDevice } from '../src/engine/device';
import type { Storage } from '../src/engine/storage';
import { MODEL_NAMES, type ModelName } from '../src/bench/models';
import { reportText } from '../src/bench/report';
import { runBench } from '../src/bench/run';

Object.assign(globalThis, globals);
const gpu = create([]); // kept: Dawn frees devices with it
const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: true } as const;
const { values } = parseArgs({ allowNegative: true, options: { storage: text, model: text, sizes: text, out: text, json: text, ops: flag, profile: flag } });

const device = await openDevice({ gpu, storage: values.storage as Storage | undefined });
const model = MODEL_NAMES.find((name) => name === values.model) ?? (device.fallback ? 'small' : 'sd15');
const sizes = (values.sizes ?? usualSizes(model)).split(',').map(Number);

/** A software adapter takes three minutes for these. */
function usualSizes(name: ModelName): string {
  if (!device.fallback) return '256,512,768';
  return name === 'tiny' ? '64' : '256';
}

const report = await runBench(device, { model, sizes, ops: values.ops, profile: values.profile }, ({ done, total, name, row }) => {
  if (!row) process.stderr.write(`\r${done}/${total} ${name}\x1b[K`);
});
process.stderr.write('\r\x1b[K');
const where = `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0].model.trim()}, ${new Date().toISOString().slice(0, 10)}`;
const written = reportText({ ...report, where });
console.log(written);
if (values.out) writeFileSync(values.out, written);
if (values.json) writeFileSync(values.json, JSON.stringify(report));
process.exit(0); // Dawn keeps the process alive
