// npm run bench:peers: this engine, onnxruntime-web (native WebGPU), jax-js and TensorFlow.js on the same shapes, by turns, in one Chromium.
// usage: npm run bench:peers [-- --only TEXT] [--out FILE]
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'vite';
import { openChromium } from './chromium.mjs';
import { hasNativeGpu } from './environment.mjs';
import { serve } from './serve.mjs';

const PEERS = ['onnxruntime-web', 'jax-js', 'tfjs'];
const { values } = parseArgs({ options: { only: { type: 'string', default: '' }, out: { type: 'string' } } });

async function builtPage() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-peers-'));
  const root = resolve(import.meta.dirname, '../bench/peers');
  await build({ configFile: false, root, base: './', logLevel: 'error', build: { outDir: folder, target: 'es2023', emptyOutDir: true } });
  return folder;
}

const cell = (row, engine) => {
  const timing = row.timings.find((entry) => entry.engine === engine);
  const [ours] = row.timings;
  if (!timing) return row.failed.some((text) => text.startsWith(engine)) ? 'failed' : '–';
  if (row.void) return `void (${timing.distance.toExponential(0)})`;
  return `${timing.ms.toFixed(1)} (${(ours.ms / timing.ms).toFixed(2)})`;
};

/** Ratios are our time over the peer's: below 1 we are ahead. */
function rowText(row) {
  const [ours] = row.timings;
  const ratios = row.void ? [] : row.timings.slice(1).map(({ ms }) => ours.ms / ms);
  const worst = Math.max(...ratios);
  const verdict = row.void ? 'VOID: results differ' : !ratios.length ? '–' : worst > 1 ? `**behind, ${worst.toFixed(2)}**` : 'ahead';
  const mine = ours ? ours.ms.toFixed(1) : 'failed';
  const speed = ours ? (row.gflop / (ours.ms / 1000)).toFixed(2) : '–';
  return `| ${row.name} | ${row.gflop.toPrecision(3)} | ${mine} | ${speed} | ${PEERS.map((name) => cell(row, name)).join(' | ')} | ${verdict} |`;
}

const lines = [];
const say = (line) => {
  console.log(line);
  lines.push(line);
};

const folder = await builtPage();
const server = await serve(folder);
const adapter = (await hasNativeGpu()) ? 'native' : 'software';
const { page, close } = await openChromium({ adapter });
try {
  page.on('pageerror', (error) => console.error(error.message));
  await page.goto(server.url);
  const { name, cases } = await page.evaluate(async () => {
    const { adapter: name, cases } = await window.peers;
    return { name, cases };
  });
  say(`${name}, f32, ${cpus().length} × ${cpus()[0].model.trim()}, Chromium ${page.context().browser()?.version() ?? ''}, ${new Date().toISOString().slice(0, 10)}`);
  say('Median milliseconds of seven turns (three where a run takes more than 0.7 s); in brackets our time ÷ theirs: below 1 we are ahead.\n');
  say(`| case | GFLOP | ours, ms | GFLOP/s | ${PEERS.join(' | ')} | |\n| --- | --- | --- | --- | --- | --- | --- | --- |`);
  for (const [index, text] of cases.entries()) {
    if (!text.includes(values.only)) continue;
    const row = await page.evaluate(async (i) => (await window.peers).run(i), index);
    say(rowText(row));
    for (const failure of row.failed) console.error(`  ${failure.slice(0, 400)}`);
  }
  if (values.out) writeFileSync(values.out, `${lines.join('\n')}\n`);
} finally {
  await close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
