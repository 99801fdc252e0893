/** A run goes on at full speed in a tab that nobody sees, even where the browser lets hidden pages wake up once a minute only. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'node:test';
import { startRun, waitForStep } from '../../tools/page.mjs';
import { openBare } from './bare-chromium.mjs';
import { SHORT, host, modelReady, temporaryFolder, visit } from './visit.mjs';

/** Rounds go on until the middle ones agree; where hidden pages are held back they never do. */
const [FEWEST, MOST] = [3, 9];
const ROUND_MS = 4000;
/** Throttled to one wake-up a minute it would be next to nothing; the rest is other work on the machine. */
const LEAST = 0.75;
/** Chromium's own measure, which begins after five minutes unless it is told otherwise: here after one second. */
const SETTLED_MS = 1500;
const STRICT = ['--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/1'];

/** Leaves a run in the profile that can go on for long. */
async function prepare(t, url, profile) {
  const { page, close } = await visit(t, { url, profile });
  await modelReady(page);
  await startRun(page, { ...SHORT, evalItems: 0, steps: 5000, previewEvery: 0, saveEvery: 5000 });
  await waitForStep(page, 1);
  await page.getByTestId('stop').click();
  await page.getByTestId('resume').waitFor();
  await close();
}

/** Runs in the page: waits for what is asked for, and does it. */
const press = (id) =>
  new Promise((done) => {
    const look = () => {
      const button = document.querySelector(`[data-testid=${id}]:enabled`);
      if (!button) return void setTimeout(look, 100);
      button.click();
      done();
    };
    look();
  });
const glance = () => ({
  seen: document.visibilityState,
  step: Number(document.querySelector('[data-testid=progress]').dataset.step),
  title: document.title,
  now: performance.now(),
});

/** Milliseconds of three timers of 10 ms each, one after the other. */
const timers = async () => {
  const from = performance.now();
  for (let i = 0; i < 3; i++) await new Promise((done) => setTimeout(done, 10));
  return performance.now() - from;
};

/** The page as it is when a step has just been shown, or at the end of a round without any. */
async function nextStep(tab) {
  const before = await tab.evaluate(glance);
  for (let at = before; ; at = await tab.evaluate(glance)) {
    if (at.step > before.step || at.now - before.now > ROUND_MS) return at;
    await sleep(20);
  }
}

/** Steps a second while the tab stays as it is. From a step to a step: a round has few of them. */
async function speed(tab, seen) {
  await sleep(SETTLED_MS);
  const from = await nextStep(tab);
  await sleep(ROUND_MS);
  const to = await nextStep(tab);
  assert.deepEqual([from.seen, to.seen], [seen, seen]);
  return ((to.step - from.step) / (to.now - from.now)) * 1000;
}

const middle = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

test('as many steps a second hidden as seen', async (t) => {
  const { url } = await host(t);
  const profile = temporaryFolder(t);
  await prepare(t, url, profile);
  const browser = openBare(t, { profile, args: STRICT });
  const tab = await browser.openTab(url);
  await tab.evaluate(press, 'resume');
  while ((await tab.evaluate(glance)).step < 6) await sleep(500);
  const other = await browser.openTab('about:blank');

  const [seen, hidden] = [[], []];
  const alike = () => middle(seen) > 0 && middle(hidden) >= LEAST * middle(seen);
  while (hidden.length < FEWEST || (hidden.length < MOST && !alike())) {
    await other.toFront();
    hidden.push(await speed(tab, 'hidden'));
    await tab.toFront();
    seen.push(await speed(tab, 'visible'));
  }
  const text = (values) => values.map((value) => value.toFixed(2)).join(', ');
  t.diagnostic(`steps a second: hidden ${text(hidden)}; seen ${text(seen)}`);
  assert.ok(alike(), `hidden ${text(hidden)}; seen ${text(seen)}`);
  await other.toFront();
  await sleep(SETTLED_MS);
  // Else the browser does not hold hidden pages back, and there was nothing to see.
  assert.ok((await tab.evaluate(timers)) > 500, 'timers of the hidden page are slowed down');
  assert.match((await tab.evaluate(glance)).title, /^\d+% · /);
});
