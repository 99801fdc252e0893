/** What goes wrong around the page: no WebGPU, a second tab, a lost GPU, a full disk. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { fillFields, progress, startRun, waitForEnd, waitForStep } from '../../tools/page.mjs';
import { SHORT, host, modelReady, visit } from './visit.mjs';

const says = (page, words) => page.getByText(words).filter({ visible: true }).first().waitFor({ timeout: 60_000 });

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
  await startRun(page, { ...SHORT, steps: 40 });
  await waitForStep(page, 1);
  const second = await context.newPage();
  await second.goto(url);
  await modelReady(second);
  await second.getByTestId('try-now').click();
  await says(second, /another tab is training/i);
  await waitForEnd(page);
});

test('a lost GPU leaves the state, and one click goes on', async (t) => {
  const { url } = await host(t);
  const { context, page } = await visit(t, { url });
  await modelReady(page);
  await startRun(page, { ...SHORT, steps: 40, saveEvery: 5 });
  await waitForStep(page, 6);
  const crash = await context.newPage();
  await crash.goto('chrome://gpucrash').catch(() => undefined);
  await says(page, /GPU went away/i);
  const resume = page.getByTestId('resume');
  await resume.waitFor();
  await resume.click();
  await waitForEnd(page);
  assert.equal((await progress(page)).step, 40);
});

test('a full disk is said, with what was saved before kept', async (t) => {
  const { url } = await host(t);
  const { context, page } = await visit(t, { url });
  await modelReady(page);
  const session = await context.newCDPSession(page);
  const { origin } = new URL(url);
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  await page.getByTestId('try-now').click();
  await says(page, /storage is full/i);
});
