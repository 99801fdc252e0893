// npm run bench:import: the full-size checkpoint into the built page in a real Chromium: MB/s, memory of the tab, second load.
// usage: npm run bench:import [-- FILE] [--run] [--built FOLDER]
// --run: also loads it onto the adapter for a run, and says how long that took. --built: serves that folder instead of building.
import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { buildPage } from './build.mjs';
import { openChromium } from './chromium.mjs';
import { hasNativeGpu } from './environment.mjs';
import { fullSizeFile } from './full-size.mjs';
import * as person from './page.mjs';
import { serve } from './serve.mjs';

const MIB = 2 ** 20;
const { values, positionals } = parseArgs({ allowPositionals: true, options: { run: { type: 'boolean', default: false }, built: { type: 'string' } } });
const file = positionals[0] ?? fullSizeFile();

/** Highest memory so far of each process of a kind, in MiB, as Linux counts it. */
async function peaks(session, kind) {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo.filter(({ type }) => type === kind).map(({ id }) => {
    const [, kib] = readFileSync(`/proc/${id}/status`, 'utf8').match(/VmHWM:\s+(\d+)/) ?? [0, 0];
    return Number(kib) / 1024;
  });
}

const most = async (session, kind) => Math.max(...(await peaks(session, kind)));

async function measureImport(page, session) {
  await person.openPage(page);
  const before = await most(session, 'renderer');
  let began = performance.now();
  await person.offerModel(page, file);
  await person.waitForImport(page, 'review');
  console.log(`looked at in ${((performance.now() - began) / 1000).toFixed(2)} s`);
  began = performance.now();
  await page.getByTestId('import-start').click();
  await person.waitForImport(page, 'done', 3_600_000);
  const seconds = (performance.now() - began) / 1000;
  const bytes = statSync(file).size;
  console.log(`imported ${(bytes / 1e6).toFixed(0)} MB in ${seconds.toFixed(1)} s: ${(bytes / 1e6 / seconds).toFixed(0)} MB/s`);
  console.log(`memory of the tab, most: ${before.toFixed(0)} MiB before, ${(await most(session, 'renderer')).toFixed(0)} MiB with the import`);
  console.log(`memory of the browser process, most: ${(await most(session, 'browser')).toFixed(0)} MiB`);
}

/** Small pictures: the encoder of the full-size VAE takes minutes a picture on a software adapter. */
async function chooseSize(page, side) {
  await page.getByTestId('hood').locator('summary').first().click();
  await page.getByTestId('size').selectOption('other');
  await person.fillFields(page, { width: side, height: side });
}

/** What the page says of the load: it counts from the first byte to the last one on the device. */
async function measureLoad(page, session, url) {
  await page.goto('about:blank');
  await page.goto(url);
  await person.openPage(page);
  await page.locator('[data-set=hedgehog]').click();
  await chooseSize(page, 64);
  await person.startRun(page, { button: 'start', name: 'bench', steps: 1, evalItems: 0, previewEvery: 0 });
  const told = () => /\d/.test(document.querySelector('[data-testid=loaded]')?.textContent ?? '');
  await page.waitForFunction(told, undefined, { timeout: 1_800_000 });
  console.log(`second visit: ${(await page.getByTestId('loaded').innerText()).replace(/\s+/g, ' ')}`);
  console.log(`memory of the tab, most: ${(await most(session, 'renderer')).toFixed(0)} MiB`);
}

if (!values.built) await buildPage();
const server = await serve(values.built ?? 'dist');
const adapter = (await hasNativeGpu()) ? 'native' : 'software';
const { context, page, close } = await openChromium({ adapter });
try {
  const session = (await context.browser()?.newBrowserCDPSession()) ?? (await context.newCDPSession(page));
  await page.goto(server.url);
  console.log(`${(file.split('/').at(-1))}, ${(statSync(file).size / MIB).toFixed(0)} MiB, ${adapter} adapter`);
  await measureImport(page, session);
  if (values.run) await measureLoad(page, session, server.url);
} finally {
  await close();
  await server.close();
}
