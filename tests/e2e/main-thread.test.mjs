/** While a run trains the page stays quick: no task of the main thread takes more than 50 ms of its CPU time. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { startRun, waitForEnd, waitForStep } from '../../tools/page.mjs';
import { storeLongRun } from './long-run.mjs';
import { longest, mainThreadTasks, staysQuick } from './tasks.mjs';
import { SHORT, host, modelReady, visit } from './visit.mjs';

const LIMIT_MS = 50;

test('no task above 50 ms while training', async (t) => {
  const { url } = await host(t);
  const { context, page } = await visit(t, { url });
  await modelReady(page);
  const before = async () => {
    await page.getByTestId('tab-settings').click();
    await startRun(page, { ...SHORT, steps: 12, previewEvery: 6, previewSteps: 2 });
    await waitForStep(page, 1);
  };
  const count = await staysQuick({ t, context, page }, { name: 'a run', limit: LIMIT_MS, before, during: () => waitForEnd(page) });
  assert.ok(count > 30, `only ${count} tasks seen`);
});

const STEPS = 100_000;

/** Drags over the middle of the chart, as a person zooms. */
async function dragOver(page) {
  const box = await page.getByTestId('chart').boundingBox();
  await page.mouse.move(box.x + box.width * 0.4, box.y + 80);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + 90, { steps: 5 });
  await page.mouse.up();
}

const stated = (page) => page.waitForFunction((count) => {
  const text = document.querySelector('[data-testid=loss-plot]')?.dataset.values ?? '[]';
  return text.length > count && text.includes(`"step":${count},`);
}, STEPS);

async function open(page) {
  await page.reload();
  await modelReady(page);
  await stated(page);
}

async function lookAround(page) {
  await dragOver(page);
  await page.getByTestId('chart').press('ArrowLeft');
  await page.getByTestId('chart-log').check();
  await page.getByTestId('zoom-all').click();
  await page.getByLabel('Smoothing').fill('0.5');
  await page.getByTestId('preview-scrub').fill('100');
}

/** As it was before somebody looked around. */
async function asBefore(page) {
  await page.getByTestId('chart-log').uncheck();
  await page.getByLabel('Smoothing').fill('0.9');
  await page.getByTestId('chart').hover();
}

/** Until a step beyond `step` is made. */
async function goOn(page, step) {
  await page.getByTestId('resume').click();
  await page.locator('[data-testid=pause]:enabled').waitFor();
  await waitForStep(page, step + 1);
}

async function stop(page) {
  await page.getByTestId('stop').click();
  await page.getByTestId('resume').waitFor();
  await stated(page);
}

const stepNow = (page) => page.getByTestId('progress').getAttribute('data-step').then(Number);

test(`no task above 50 ms with a log of ${STEPS} steps: opened, looked at, gone on with`, async (t) => {
  const { url } = await host(t);
  const { context, page, thrown } = await visit(t, { url });
  await storeLongRun(page, { steps: STEPS });
  const quick = (name, parts) => staysQuick({ t, context, page }, { name, limit: LIMIT_MS, ...parts });

  await quick('opened', { during: () => open(page) });
  for (const key of ['rate', 'gradient', 'norm']) await page.getByTestId(`series-${key}`).click();
  await quick('looked at', { before: () => asBefore(page), during: () => lookAround(page) });
  await goOn(page, STEPS);
  await quick('training', { during: async () => waitForStep(page, (await stepNow(page)) + 8) });
  const again = async (tries) => void (tries > 1 && (await goOn(page, await stepNow(page))));
  await quick('stopped', { before: again, during: () => stop(page) });
  assert.deepEqual(thrown, []);
});

test('a planted long task is seen', async (t) => {
  const { url } = await host(t);
  const { context, page } = await visit(t, { url });
  // a task of its own, ended before the answer: tracing stops right after that, and loses a task under way
  const busy = () =>
    new Promise((done) => {
      setTimeout(() => {
        const end = performance.now() + 300;
        let turns = 0;
        while (performance.now() < end) turns++;
        setTimeout(done, 100, turns);
      });
    });
  const tasks = await mainThreadTasks(context, page, () => page.evaluate(busy));
  assert.ok(longest(tasks) > LIMIT_MS, `the longest seen took ${longest(tasks).toFixed(1)} ms`);
});
