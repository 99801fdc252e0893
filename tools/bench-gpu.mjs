// npm run bench:gpu: this engine in Node through Dawn, then PyTorch on the same machine in the same run, and the ratios.
// usage: npm run bench:gpu [-- --model sd15 --sizes 256,512,768 --modes eager,half,sdpa,compile --python PYTHON --out FILE --no-ops]
// What it needs: a Vulkan (Metal, D3D12) driver for `webgpu`, and a PyTorch; CUDA where there is one. It ends with a table of
// milliseconds, ours ÷ theirs, memory, and the three ops of a step that are farthest from what their arithmetic would take at peak.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { PYTHON } from './environment.mjs';

const text = { type: 'string' };
const { values } = parseArgs({
  allowNegative: true,
  options: { model: { ...text, default: 'sd15' }, sizes: { ...text, default: '256,512,768' }, modes: { ...text, default: 'eager,half,sdpa,compile' }, adapter: text, storage: text, python: { ...text, default: PYTHON }, out: text, ops: { type: 'boolean', default: true } },
});

function run(command, args) {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
  return stdout;
}

function ours() {
  const json = join(tmpdir(), `bench-${process.pid}.json`);
  const options = ['adapter', 'storage'].flatMap((name) => (values[name] ? [`--${name}`, values[name]] : []));
  const said = run(process.execPath, ['tools/run.mjs', 'bench/main.ts', ...options, '--model', values.model, '--sizes', values.sizes, '--json', json, ...(values.ops ? [] : ['--no-ops'])]);
  return { said, report: JSON.parse(readFileSync(json, 'utf8')) };
}

const theirs = () =>
  run(values.python, [resolve('bench/torch_step.py'), '--model', values.model, '--sizes', values.sizes, '--modes', values.modes]).trim().split('\n').map((line) => JSON.parse(line));

/** Of one size: milliseconds of the forward pass and of the step, and memory. */
function sizeOf(report, size) {
  const find = (kind) => report.rows.find((row) => row.kind === kind && row.name.includes(`${size} × ${size}`));
  return { forward: find('forward')?.ms, step: find('step')?.ms, memory: find('step')?.memory };
}

const mebibytes = (bytes) => (bytes ? (bytes / 2 ** 20).toFixed(0) : '–');
const pair = (mine, other) => (mine && other ? `${other.toFixed(1)} (${(mine / other).toFixed(2)})` : '–');

function ratioRow(report, { mode, size, forward, step, memory, missing, device }) {
  const mine = sizeOf(report, size);
  const what = missing ? `no ${missing}` : `${pair(mine.forward, forward)} | ${pair(mine.step, step)} | ${mebibytes(memory)}`;
  return `| ${size} | ${mine.forward?.toFixed(1) ?? '–'} | ${mine.step?.toFixed(1) ?? '–'} | ${mebibytes(mine.memory)} | PyTorch ${mode}, ${device} | ${what}${missing ? ' | | ' : ''} |`;
}

/** Milliseconds above the floor: arithmetic at peak, or bytes at the bandwidth, whichever takes longer. */
function worstOps({ rows, peak }) {
  const ops = rows.filter(({ kind }) => kind === 'step-op').map((row) => {
    const arithmetic = (row.gflop / peak.gflops) * 1000;
    const memory = row.bytes / peak.bandwidth / 1e6;
    return { ...row, floor: Math.max(arithmetic, memory), limit: arithmetic > memory ? 'arithmetic' : 'bandwidth' };
  });
  return ops.sort((a, b) => b.ms - b.floor - (a.ms - a.floor)).slice(0, 3);
}

const mine = ours();
const peers = theirs();
const { report } = mine;
const lines = [
  mine.said,
  `PyTorch ${peers[0]?.torch}, same machine, same run; in brackets our time ÷ theirs: below 1 we are ahead\n`,
  '| px | our forward, ms | our step, ms | our MiB | beside | forward, ms | step, ms | MiB |\n| --- | --- | --- | --- | --- | --- | --- | --- |',
  ...peers.map((line) => ratioRow(report, line)),
  '\nWorst ops of a step (milliseconds above their floor, and what sets the floor):',
  ...worstOps(report).map(({ name, ms, floor, limit }) => `- ${name}: ${ms.toFixed(1)} ms, floor ${floor.toFixed(1)} ms (${limit})`),
  '',
].join('\n');
console.log(lines);
if (values.out) writeFileSync(values.out, lines);
