/**
 * npm run bench: the engine's case table and the bundled model's shapes, timed on the adapter in use.
 * Prints Markdown: bytes touched once, GFLOP, median milliseconds of several runs, GFLOP/s.
 */
import { create, globals } from 'webgpu';
import { adapterName, openDevice, type Device } from '../src/engine/device';
import { Graph } from '../src/engine/graph';
import { createRuntime, type Runtime } from '../src/engine/runtime';
import { tensorBytes, type Storage } from '../src/engine/storage';
import { CASES, type Case } from '../tests/engine/cases';
import { SHAPES } from './shapes';

Object.assign(globalThis, globals);
const gpu = create([]);
const RUNS = 7;

function option(name: string): string | undefined {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
}

interface Row {
  name: string;
  bytes: number;
  gflop: number;
  ms: number;
}

async function timeCase(device: Device, entry: Pick<Case, 'name' | 'build'>): Promise<Row> {
  const graph = new Graph();
  const { y } = entry.build(graph);
  const runtime = await createRuntime(device, { case: { graph, outputs: { y } } });
  const times = [];
  for (let run = 0; run <= RUNS; run++) times.push(await timeRun(runtime));
  const [, ...counted] = times; // the first compiles
  const tensors = [y, ...graph.inputs.values(), ...graph.weights.values(), ...graph.states.values()];
  const bytes = tensors.reduce((sum, tensor) => sum + tensorBytes(tensor, device.storage), 0);
  const gflop = runtime.plan.programs.get('case')!.flops / 1e9;
  runtime.destroy();
  return { name: entry.name, bytes, gflop, ms: counted.sort((a, b) => a - b)[Math.floor(RUNS / 2)] };
}

async function timeRun(runtime: Runtime): Promise<number> {
  const start = performance.now();
  await runtime.run('case', {});
  await runtime.idle();
  return performance.now() - start;
}

const rowText = ({ name, bytes, gflop, ms }: Row): string =>
  `| ${name} | ${bytes.toLocaleString('en')} | ${gflop.toPrecision(3)} | ${ms.toFixed(2)} | ${(gflop / (ms / 1000)).toFixed(2)} |`;

const device = await openDevice({ gpu, storage: option('storage') as Storage | undefined });
console.log(`${adapterName(device.info)}, ${device.storage}, median of ${RUNS} runs, each with one submit\n`);
console.log('| case | bytes | GFLOP | ms | GFLOP/s |\n| --- | --- | --- | --- | --- |');
for (const entry of [...SHAPES, ...CASES]) console.log(rowText(await timeCase(device, entry)));
process.exit(0); // Dawn keeps the process alive
