/** After loading, the page asks no one but its own host for anything; and this test would notice if it did. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { startRun, waitForEnd } from '../../tools/page.mjs';
import { becomes } from './patience.mjs';
import { SHORT, host, modelReady, visit } from './visit.mjs';

/** Addresses of requests from the page, its workers and its service worker that leave the host. */
function foreignOf(context, url) {
  const foreign = [];
  const { origin } = new URL(url);
  context.on('request', (request) => {
    const { protocol, origin: asked } = new URL(request.url());
    if (protocol !== 'blob:' && protocol !== 'data:' && asked !== origin) foreign.push(request.url());
  });
  return foreign;
}

const fetchIn = {
  page: (address) => fetch(address, { mode: 'no-cors' }).catch(() => undefined),
  worker: (address) =>
    new Promise((done) => {
      const code = `fetch('${address}', { mode: 'no-cors' }).catch(() => 0).then(() => postMessage(0))`;
      new Worker(URL.createObjectURL(new Blob([code]))).onmessage = done;
    }),
};

test('a whole visit asks only its own host', async (t) => {
  const { url } = await host(t);
  const { context, page, thrown } = await visit(t, { url: 'about:blank' });
  const foreign = foreignOf(context, url);
  await page.goto(url);
  await modelReady(page);
  await startRun(page, { ...SHORT, steps: 1 });
  await waitForEnd(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  assert.deepEqual(foreign, []);
  assert.deepEqual(thrown, []);
});

test('this test would notice', async (t) => {
  const { url } = await host(t);
  const { context, page } = await visit(t, { url: 'about:blank' });
  const foreign = foreignOf(context, url);
  await page.goto(url);

  for (const [place, plant] of Object.entries(fetchIn)) {
    await t.test(`a foreign fetch planted in the ${place}`, async () => {
      const address = `https://${place}.invalid/planted`;
      await page.evaluate(plant, address);
      // what a worker asks for is told by a way of its own
      await becomes(async () => foreign.splice(0), [address]);
    });
  }

  await t.test('a foreign script: the policy stops it before it leaves', async () => {
    const stopped = page.waitForEvent('requestfailed', (request) => request.url().includes('script.invalid'));
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.src = 'https://script.invalid/x.js';
      document.head.append(script);
    });
    assert.equal((await stopped).failure().errorText, 'csp');
  });
});
