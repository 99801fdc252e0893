// npm run bench:pictures: pictures of 12 megapixels into the built page and prepared at 512 x 512 in a real Chromium: pictures
// per second, share of all cores, longest task of the page, memory of the tab; beside Pillow doing the same resize.
// usage: npm run bench:pictures [-- --count 1000] [--built FOLDER]
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { longest, mainThreadTasks } from '../tests/e2e/tasks.mjs';
import { buildPage } from './build.mjs';
import { openChromium } from './chromium.mjs';
import { openPage } from './page.mjs';
import { serve } from './serve.mjs';

const { values } = parseArgs({ options: { count: { type: 'string', default: '1000' }, built: { type: 'string' } } });
const count = Number(values.count);
const cores = availableParallelism();
const python = (...args) => execFileSync(process.env.PYTHON ?? 'python3', [new URL('bench-pictures.py', import.meta.url).pathname, ...args.map(String)], { encoding: 'utf8' });

/** Seconds of processor time of all the browser's processes so far, and the tab's highest memory in MiB. */
async function used(session) {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const memory = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => Number(readFileSync(`/proc/${id}/status`, 'utf8').match(/VmHWM:\s+(\d+)/)?.[1] ?? 0) / 1024);
  return { seconds: processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0), mib: Math.max(...memory) };
}

/** Share of time in which no core of the machine was idle: other programs count too. */
function busyTicks() {
  const [user, nice, system, idle, wait, ...rest] = readFileSync('/proc/stat', 'utf8').split('\n')[0].trim().split(/\s+/).slice(1).map(Number);
  const busy = user + nice + system + rest.slice(0, 3).reduce((sum, ticks) => sum + ticks, 0);
  return { busy, all: busy + idle + wait };
}

async function measured({ context, page, session }, name, work) {
  const [before, ticks, began] = [await used(session), busyTicks(), performance.now()];
  let seconds = 0;
  const tasks = await mainThreadTasks(context, page, async () => {
    await work();
    seconds = (performance.now() - began) / 1000;
  });
  const [after, end] = [await used(session), busyTicks()];
  const share = (100 * (after.seconds - before.seconds)) / (seconds * cores);
  const machine = (100 * (end.busy - ticks.busy)) / (end.all - ticks.all);
  console.log(
    `${name}: ${seconds.toFixed(1)} s, ${(count / seconds).toFixed(2)} pictures/s; ${share.toFixed(0)} % of ${cores} cores (machine: ${machine.toFixed(0)} %); ` +
      `longest task ${longest(tasks).toFixed(1)} ms; tab at most ${after.mib.toFixed(0)} MiB`,
  );
  return seconds;
}

const folder = mkdtempSync(join(tmpdir(), 'pseudoword-pictures-'));
if (!values.built) await buildPage();
const server = await serve(values.built ?? 'dist');
const { context, page, close } = await openChromium();
try {
  const given = join(folder, 'pictures');
  mkdirSync(given);
  console.log(`${count} JPEGs of 4000 × 3000, ${(Number(python('make', given, count)) / 1e6).toFixed(1)} MB each; load ${loadavg()[0].toFixed(1)} before`);
  await page.goto(server.url);
  await openPage(page);
  const session = await context.browser().newBrowserCDPSession();
  const visit = { context, page, session };
  const imported = await measured(visit, 'import', async () => {
    await page.locator('input[webkitdirectory]').first().setInputFiles(given);
    await page.getByTestId('reading').waitFor();
    await page.getByText(new RegExp(`^${count.toLocaleString('en')} pictures$`)).waitFor({ timeout: 3_600_000 });
  });
  await page.getByTestId('workshop-link').click();
  await page.getByTestId('panel-prepare').click();
  await page.locator('[data-testid=prepare-start]:enabled').waitFor();
  const prepared = await measured(visit, 'prepare at 512 × 512', async () => {
    await page.getByTestId('prepare-start').click();
    await page.getByTestId('prepare-undo').waitFor({ timeout: 3_600_000 });
  });
  const both = imported + prepared;
  console.log(`both: ${both.toFixed(1)} s, ${(count / both).toFixed(2)} pictures/s`);
  const pillow = Number(python('resize', given, cores));
  console.log(`Pillow, ${cores} processes, decode, Lanczos and PNG: ${pillow.toFixed(1)} s, ${(count / pillow).toFixed(2)} pictures/s`);
} finally {
  await close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
