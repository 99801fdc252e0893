/** After one visit everything works without a network, the bundled model included, from any sub-path. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { startRun, waitForEnd } from '../../tools/page.mjs';
import { becomes } from './patience.mjs';
import { SHORT, host, modelReady, temporaryFolder, visit } from './visit.mjs';

/** Resolves when the service worker is active, which is after it has kept the whole shell. */
const shellKept = (page) => page.evaluate(() => navigator.serviceWorker.ready.then(({ active }) => active.state));

test('a second visit needs no host', async (t) => {
  const server = await host(t);
  const profile = temporaryFolder(t);
  const first = await visit(t, { url: server.url, profile });
  await modelReady(first.page);
  await shellKept(first.page);
  await t.test('the page can be installed: manifest, icons', () => installable(first));
  await t.test('no copy of the model in the cache', () => keptOnce(first.page));
  await first.close();
  await server.close();

  const second = await visit(t, { url: server.url, profile });
  await assert.rejects(second.page.evaluate((address) => fetch(`${address}?${Math.random()}`), `${server.url}not-kept`));
  await modelReady(second.page);
  await startRun(second.page, { ...SHORT, steps: 2 });
  await waitForEnd(second.page);
  assert.deepEqual(second.thrown, []);
});

async function installable({ context, page }) {
  const session = await context.newCDPSession(page);
  await becomes(async () => {
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
    // A profile of its own counts as incognito in some builds; that is no fault of the page.
    return installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito');
  }, []);
}

async function keptOnce(page) {
  const kept = await page.evaluate(async () => {
    const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
    const requests = await Promise.all(caches_.map((cache) => cache.keys()));
    return requests.flat().map((request) => request.url);
  });
  assert.ok(kept.some((address) => address.includes('index.html')));
  assert.deepEqual(kept.filter((address) => address.includes('/model/')), []);
}
