/** One visit to the built page: a host on a sub-path, a Chromium, and the clean-up after both. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openChromium } from '../../tools/chromium.mjs';
import { serve } from '../../tools/serve.mjs';
import { PATIENCE } from './patience.mjs';

/** Not the root: any static host, any sub-path. */
const BASE = '/some/where/else/';

const leftovers = new WeakMap();

/** Last made, first cleared: a browser still writes into its profile, which cannot be removed before. */
function clearAfter(t, clear) {
  const left = leftovers.get(t) ?? [];
  if (!left.length) t.after(async () => { while (left.length) await left.pop()(); });
  leftovers.set(t, left);
  left.push(clear);
}

export function temporaryFolder(t) {
  const folder = mkdtempSync(join(tmpdir(), 'pseudoword-e2e-'));
  clearAfter(t, () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** @param {Parameters<typeof serve>[1]['also']} [also] answers some requests in place of the page's files */
export async function host(t, also) {
  const server = await serve('dist', { base: BASE, also });
  clearAfter(t, () => server.close());
  return server;
}

/** Opens the page in a Chromium of its own; its errors fail the test that asks for them. */
export async function visit(t, { url, ...options }) {
  const { context, page, close } = await openChromium(options);
  clearAfter(t, close);
  const thrown = [];
  page.on('pageerror', (error) => thrown.push(error.message));
  context.setDefaultTimeout(PATIENCE);
  await page.goto(url);
  return { context, page, close, thrown };
}

/** Until the bundled model is in the store and the first click would do something. */
export const modelReady = (page) => page.locator('[data-testid=try-now]:enabled').waitFor();

/** Settings that make a run short on a software adapter, where what it learns is not the question. */
export const SHORT = { batch: 1, evalItems: 4 };

/** What `click` makes the page give out; a click that fails is the error, not the file that does not come of it. */
export async function downloaded(page, click) {
  const [file] = await Promise.all([page.waitForEvent('download', { timeout: 2 * PATIENCE }), click()]);
  return file;
}

/** Until the page shows words that match; what it shows instead is in the error. */
export async function says(page, words, timeout = PATIENCE) {
  const found = page.getByText(words).filter({ visible: true }).first();
  await found.waitFor({ timeout }).catch(async () => {
    const shown = await page.locator('body').innerText();
    throw new Error(`the page does not say ${words} but:\n${shown.replace(/\n+/g, '\n')}`);
  });
}
