/** After loading, the page asks no one but its own host for anything; and this test would notice if it did. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { startRun, waitForEnd } from '../../tools/page.mjs';
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
  await startRun(page, { ...SHORT, steps: 2 });
  await waitForEnd(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  assert.deepEqual(foreign, []);
  assert.deepEqual(thrown, []);
});

for (const [place, plant] of Object.entries(fetchIn)) {
  test(`a foreign fetch planted in the ${place} is noticed`, async (t) => {
    const { url } = await host(t);
    const { context, page } = await visit(t, { url: 'about:blank' });
    const foreign = foreignOf(context, url);
    await page.goto(url);
    const address = `https://${place}.invalid/planted`;
    await page.evaluate(plant, address);
    assert.deepEqual(foreign, [address]);
  });
}

test('the policy stops a foreign script before it leaves', async (t) => {
  const { url } = await host(t);
  const { page } = await visit(t, { url });
  const stopped = page.waitForEvent('requestfailed');
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.src = 'https://script.invalid/x.js';
    document.head.append(script);
  });
  assert.equal((await stopped).failure().errorText, 'csp');
});
