/** @file Compares a model's networks, training and samplers with values computed by PyTorch. Exit code 1 on any failure. */
import { create, globals } from 'webgpu';
import { adapterName, openDevice } from '../../src/engine/device';
import { modelOf } from '../../src/checkpoints/model-of';
import { openCheckpoint } from '../../src/checkpoints/open-checkpoint';
import type { Row } from './compare';
import { diskSource, diskSources } from './disk-files';
import { Golden } from './golden';
import { rowsOf } from './groups';
import { readOptions, USAGE, type Options } from './options';

const WIDTH = { name: 18, number: 11 };

function print({ name, error, limit, note, ok }: Row): void {
  const numbers = [error, limit].map((value) => (value?.toExponential(2) ?? '–').padStart(WIDTH.number));
  console.log(name.padEnd(WIDTH.name), ...numbers, ` ${ok ? 'ok' : 'FAILED'}`, note ?? '');
}

async function verify(options: Options): Promise<boolean> {
  const began = performance.now();
  const files = diskSources(options.model);
  const checkpoint = await openCheckpoint(files, { prediction: options.prediction, ema: options.ema });
  const model = modelOf(checkpoint);
  const golden = await Golden.read(diskSource(options.golden));
  const device = await openDevice({ gpu: create([]), storage: options.storage, tuning: { kernels: options.kernels } });
  const { prediction } = model.schedule;
  const layersLeftOut = checkpoint.kind === 'sd2' && files.length === 1 ? 1 : 0;
  const asked = checkpoint.predictionFrom === 'asked' ? ' (guessed)' : '';
  console.log(`${options.model}, ${device.storage}, ${device.tuning.kernels}, ${prediction}${asked}, ${adapterName(device.info)}`);
  console.log('value'.padEnd(WIDTH.name), 'error'.padStart(WIDTH.number), 'limit'.padStart(WIDTH.number), ' verdict');
  const rows: Row[] = [];
  const loaded = { bytes: 0, seconds: 0 };
  for await (const row of rowsOf({ model, golden, device, prediction, layersLeftOut, loaded })) {
    rows.push(row);
    print(row);
  }
  device.destroy();
  const failed = rows.filter((row) => !row.ok).length;
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const megabytes = (loaded.bytes / 1e6).toFixed(0);
  console.log(`${rows.length - failed} ok, ${failed} failed, ${seconds} s; ${megabytes} MB of weights loaded in ${loaded.seconds.toFixed(1)} s`);
  return rows.length > 0 && failed === 0;
}

Object.assign(globalThis, globals);
const options = readOptions(process.argv.slice(2));
if (!options) console.error(USAGE);
const ok = options ? await verify(options) : false;
// Dawn's own threads would keep the process alive.
process.exit(ok ? 0 : 1);
