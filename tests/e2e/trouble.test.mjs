/** What goes wrong around the page: no WebGPU, a second tab, a lost GPU, a full disk. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { fillFields, progress, startRun, waitForStep } from '../../tools/page.mjs';
import { noisePng } from './pictures.mjs';
import { SHORT, host, modelReady, says, visit } from './visit.mjs';

test('no WebGPU: the page names browsers that have it and what to switch on', async (t) => {
  const { url } = await host(t);
  const { page, thrown } = await visit(t, { url, adapter: 'none' });
  await says(page, /no WebGPU|found no GPU/i);
  await says(page, /enable-unsafe-webgpu/);
  assert.equal(await page.getByTestId('try-now').isEnabled(), false);
  await fillFields(page, { 'word-name': 'still-works' });
  assert.deepEqual(thrown, []);
});

test('a second tab that wants to train is told so, and the first goes on', async (t) => {
  const { url } = await host(t);
  const { context, page } = await visit(t, { url });
  await modelReady(page);
  await startRun(page, { ...SHORT, steps: 1000 });
  await waitForStep(page, 1);
  // A paused run is a run: it keeps its lock, and leaves the processor to the other tab.
  await page.getByTestId('pause').click();
  await page.getByTestId('unpause').waitFor();
  const second = await context.newPage();
  await second.goto(url);
  await modelReady(second);
  await second.getByTestId('try-now').click();
  await says(second, /another tab is training/i);
  const { step } = await progress(page);
  await page.getByTestId('unpause').click();
  await waitForStep(page, step + 2);
});

async function killGpuProcess(context) {
  const session = await context.browser().newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  process.kill(processInfo.find(({ type }) => type === 'GPU').id, 'SIGKILL');
}

test('a lost GPU leaves the state, and one click goes on', async (t) => {
  const { url } = await host(t);
  const { context, page } = await visit(t, { url });
  await modelReady(page);
  await startRun(page, { ...SHORT, steps: 1000, saveEvery: 3 });
  await waitForStep(page, 4);
  await killGpuProcess(context);
  await says(page, /GPU went away/i);
  const resume = page.getByTestId('resume');
  await resume.filter({ hasText: /[1-9]/ }).waitFor();
  const { step } = await progress(page);
  await resume.click();
  await page.locator('[data-testid=pause]:enabled').waitFor();
  await waitForStep(page, step + 1);
  await page.getByTestId('stop').click();
  await page.locator('[data-testid=progress][data-state=stopped]').waitFor({ state: 'attached' });
});

/** A disk of `bytes` for the page. Before the first visit: later the browser goes on with the room it knew of. */
async function visitWithQuota(t, url, bytes) {
  const { context, page } = await visit(t, { url: 'about:blank' });
  const session = await context.newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(url).origin, quotaSize: bytes });
  await page.goto(url);
  return page;
}

test('a disk too small for the model is said', async (t) => {
  const { url } = await host(t);
  const page = await visitWithQuota(t, url, 8e6);
  await says(page, /storage is full/i);
});

test('a disk that fills up is said, and what was saved before is kept', async (t) => {
  const { url } = await host(t);
  const page = await visitWithQuota(t, url, 32e6);
  await modelReady(page);
  const input = page.getByTestId('picture-input');
  await input.setInputFiles({ name: 'small.png', mimeType: 'image/png', buffer: noisePng(64) });
  await page.getByTestId('picture-row').waitFor();
  await input.setInputFiles({ name: 'large.png', mimeType: 'image/png', buffer: noisePng(4000) });
  await says(page, /storage is full/i);
  await page.reload();
  await modelReady(page);
  await page.getByTestId('picture-row').first().waitFor();
});
