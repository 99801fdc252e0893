// npm run demo: a word learned in a real browser, by the buttons a person would press. Leaves everything in out/.
// usage: npm run demo -- [--steps N] [--headed] [--images DIR] [--model PATH]
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { buildPage } from './build.mjs';
import { openChromium } from './chromium.mjs';
import { hasNativeGpu } from './environment.mjs';
import * as person from './page.mjs';
import { serve } from './serve.mjs';
import { hasLearned, pairedFall } from './statistics.mjs';

const OUT = 'out';
const PICTURES = new Set(['.png', '.jpg', '.jpeg', '.webp', '.gif', '.bmp', '.avif']);
/** Below this many steps too little is learned to be told from noise. */
const ENOUGH_STEPS = 60;

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '120' },
    headed: { type: 'boolean', default: false },
    images: { type: 'string' },
    model: { type: 'string' },
  },
});
const steps = Number(values.steps);
if (!Number.isInteger(steps) || steps < 1) throw new Error(`--steps takes a whole number above 0, not ${values.steps}`);

let tenth = -1;

/** Redraws one line on a terminal; elsewhere prints a line every tenth of the way. */
function drawBar({ step, steps: all }) {
  const text = `${'█'.repeat(Math.floor((24 * step) / all)).padEnd(24, '░')} step ${step} of ${all}`;
  const now = Math.floor((10 * step) / all);
  if (process.stdout.isTTY) process.stdout.write(`\r${text}${step === all ? '\n' : ''}`);
  else if (now > tenth) console.log(text);
  tenth = now;
}

/** A picture folder as the file picker would give it. */
function picturesIn(folder) {
  const found = readdirSync(folder).filter((name) => PICTURES.has(extname(name).toLowerCase()));
  if (!found.length) throw new Error(`no pictures in ${folder}`);
  return found.sort().map((name) => join(folder, name));
}

async function learn(page) {
  await person.openPage(page);
  console.log(`adapter: ${await person.adapterShown(page)}`);
  if (values.model) await person.chooseModel(page, values.model);
  await person.chooseDial(page, 'quick');
  if (values.images) await person.usePictures(page, picturesIn(values.images));
  const button = values.images || values.model ? 'start' : 'try-now';
  await person.startRun(page, { button, name: 'demo-word', steps, previewEvery: Math.ceil(steps / 2), previewSteps: 12 });
  await person.waitForEnd(page, { timeout: 3_600_000, onStep: drawBar });
}

/** One row a step; the mean over the fixed set where it was measured. */
function lossTable(records, measured) {
  const fixed = new Map(measured.map(({ step, loss }) => [step, loss]));
  const rows = records.map(({ step, loss, rate }) => [step, loss, rate, fixed.get(step) ?? '']);
  const first = fixed.has(0) ? [[0, '', '', fixed.get(0)]] : [];
  return ['step,loss,rate,evaluation loss', ...[...first, ...rows].map((row) => row.join(','))].join('\n') + '\n';
}

function verdict(measured) {
  const result = pairedFall(measured[0].items, measured.at(-1).items);
  const percent = ((100 * result.fall) / result.before).toFixed(2);
  const ratio = (result.fall / result.error).toFixed(1);
  console.log(`evaluation loss: ${result.before.toFixed(5)} before, ${result.after.toFixed(5)} after ${steps} steps`);
  console.log(`it fell by ${percent} %: ${result.fall.toExponential(2)} ± ${result.error.toExponential(2)}, ${ratio} standard errors`);
  if (steps < ENOUGH_STEPS) return true;
  if (!hasLearned(result)) console.log('NOT learned: asked are 1 % and more than 3 standard errors of the paired differences');
  return hasLearned(result);
}

async function keep(page) {
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  const measured = await person.evaluations(page);
  const table = join(OUT, 'loss.csv');
  writeFileSync(table, lossTable(await person.losses(page), measured));
  const files = [await person.downloadWord(page, OUT), ...(await person.savePreviews(page, OUT)), table];
  for (const file of files) console.log(`wrote ${relative('.', file)}`);
  return measured;
}

const begun = performance.now();
await buildPage();
const real = values.headed || (await hasNativeGpu());
if (!real) console.log('no GPU here: using the software adapter, which is slow');
const server = await serve('dist');
const { page, close } = await openChromium({ headed: values.headed, adapter: real ? 'native' : 'software' });
try {
  await page.goto(server.url);
  await learn(page);
  process.exitCode = verdict(await keep(page)) ? 0 : 1;
  console.log(`done in ${((performance.now() - begun) / 60_000).toFixed(1)} minutes`);
} finally {
  await close();
  await server.close();
}
