/** What a person sees of a run and does with it: chart, pins, previews, changes under way, what the browser is asked for. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { losses, startRun, waitForEnd, waitForStep } from '../../tools/page.mjs';
import { becomes } from './patience.mjs';
import { expectSound } from './sound.mjs';
import { SHORT, host, modelReady, visit } from './visit.mjs';

const STEPS = 16;

/** Notes what is asked of the browser; an app that is not installed gets no badge, a headless one no note. */
function listenIn() {
  window.asked = { badges: [], notes: [], permission: 0, locks: 0, released: 0 };
  let permission = 'default';
  navigator.setAppBadge = async (value) => void window.asked.badges.push(value);
  navigator.clearAppBadge = async () => void window.asked.badges.push(0);
  window.Notification = class {
    static get permission() {
      return permission;
    }
    static async requestPermission() {
      window.asked.permission++;
      return (permission = 'granted');
    }
    constructor(title, { body }) {
      window.asked.notes.push(`${title} | ${body}`);
    }
  };
  navigator.wakeLock.request = async () => {
    window.asked.locks++;
    return { released: false, release: async () => void window.asked.released++ };
  };
}

const asked = (page) => page.evaluate(() => window.asked);
const title = (page, pattern) => page.waitForFunction((text) => new RegExp(text).test(document.title), pattern);
const shown = (page) => page.getByTestId('chart').evaluate(({ dataset }) => [Number(dataset.first), Number(dataset.last)]);

async function opened(t) {
  const { url } = await host(t);
  const { context, page, thrown } = await visit(t, { url: 'about:blank' });
  await context.addInitScript(listenIn);
  await page.goto(url);
  await modelReady(page);
  return { context, page, thrown };
}

async function changeUnderWay(page) {
  await page.getByTestId('live').locator('summary').click();
  await page.getByTestId('live-rate').fill('0.01:2');
  // a rate that is over is answered beside its field
  await page.getByTestId('live-rate').locator('xpath=following-sibling::p').filter({ hasText: /.{10}/ }).waitFor();
  await page.locator('[data-testid=live-apply]:disabled').waitFor();
  await page.getByTestId('live-rate').fill('0.012');
  await page.getByTestId('live-saveEvery').fill('3');
  await page.getByTestId('live-apply').click();
  await page.getByTestId('live-changes').getByText('0.012').waitFor();
  await becomes(() => page.getByTestId('live-rate').inputValue(), '0.012');
}

/** Until the chart shows a part of the run that is so. Runs `holds` in Node. */
async function showsPart(page, holds) {
  await becomes(async () => {
    const [first, last] = await shown(page);
    return holds(first, last) || `${first}–${last}`;
  }, true);
}

async function zoom(page) {
  const chart = page.getByTestId('chart');
  await becomes(() => shown(page), [0, STEPS]);
  // where the page has come to rest
  await chart.hover();
  const box = await chart.boundingBox();
  await page.mouse.move(box.x + box.width * 0.4, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + 60, { steps: 4 });
  await page.mouse.up();
  await showsPart(page, (first, last) => first > 1 && last < STEPS - 1 && last - first > 3);
  await page.mouse.dblclick(box.x + box.width * 0.5, box.y + 60);
  await becomes(() => shown(page), [0, STEPS]);
  await page.mouse.move(0, 0);
  await chart.focus();
  await chart.press('Home');
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', '+']) await chart.press(key);
  await page.locator('[data-testid=chart][aria-valuetext^="Step 3, Loss 0."]').waitFor();
  await showsPart(page, (first, last) => last - first === STEPS / 2);
  await chart.press('0');
  await becomes(() => shown(page), [0, STEPS]);
}

async function pins(page) {
  const rail = page.getByTestId('pins');
  for (const kind of ['changed', 'preview', 'saved']) await rail.locator(`[data-kind=${kind}]`).first().waitFor();
  await rail.getByRole('button').first().focus();
  await page.keyboard.press('ArrowRight');
  const focused = () => page.evaluate(() => document.activeElement.closest('[data-testid=pins]') && document.activeElement.getAttribute('aria-label'));
  await becomes(async () => /^Steps? \d+/.test(await focused()), true);
  await page.getByText(await focused(), { exact: true }).waitFor();
}

const preview = (page, id, step) => page.locator(`[data-testid=${id}][data-step="${step}"]`);

async function compare(page) {
  await page.getByTestId('compare-steps').check();
  const other = preview(page, 'preview-other', 5);
  const cut = () => other.evaluate((image) => getComputedStyle(image).clipPath);
  const before = await cut();
  await page.getByTestId('wiper').focus();
  await page.keyboard.press('ArrowRight');
  await becomes(async () => (await cut()) !== before, true);
  await page.getByTestId('preview-scrub').fill('0');
  await preview(page, 'preview-shown', 5).waitFor();
}

/** The screen is kept on while a run trains, not while it pauses, and not where that is not wanted. */
async function screenLocks(page) {
  const locks = async () => [(await asked(page)).locks, (await asked(page)).released];
  await becomes(locks, [1, 1]); // it pauses
  await page.getByTestId('unpause').click();
  await becomes(locks, [2, 1]);
  await page.getByTestId('keep-awake').uncheck();
  await becomes(locks, [2, 2]);
}

test('a run followed, changed, looked at, and its end told', async (t) => {
  const { page, thrown } = await opened(t);
  await startRun(page, { ...SHORT, name: 'seen', steps: STEPS, previewEvery: 5, previewSteps: 2, saveEvery: 20 });
  await waitForStep(page, 3);
  assert.equal((await asked(page)).permission, 0, 'nobody asked for notes');
  await title(page, '^\\d+% · ');
  assert.equal((await asked(page)).locks, 1);
  // under way it stays while a person, or a busy machine, takes their time
  await page.getByTestId('pause').click();
  await page.getByTestId('unpause').waitFor();
  await page.getByTestId('moment').getByText(/seen/).waitFor();
  await page.getByTestId('moment').locator('img').waitFor();
  await page.getByTestId('tell-when-done').check();
  await becomes(async () => (await asked(page)).permission, 1);
  await changeUnderWay(page);
  await screenLocks(page);
  await waitForEnd(page);

  await becomes(async () => (await asked(page)).notes, [`seen: Done | The run ended at step ${STEPS}.`]);
  await becomes(async () => (await asked(page)).badges.at(-1), 0);
  const { badges } = await asked(page);
  assert.ok(badges.filter((value) => value > 0).every((value, i, all) => i === 0 || value >= all[i - 1]) && badges.length > 5, `${badges}`);
  await title(page, '^[^%]+$');
  await becomes(async () => (await losses(page)).length, STEPS);
  const records = await losses(page);
  assert.equal(records.at(-1).rate, 0.012);
  assert.ok(records.every(({ gradient, norm }) => gradient > 0 && norm > 0));

  for (const key of ['rate', 'gradient', 'norm']) await page.getByTestId(`series-${key}`).click();
  await zoom(page);
  await pins(page);
  await compare(page);
  await expectSound(page, 'run page with everything on');
  await page.reload();
  await modelReady(page);
  await page.getByTestId('live').locator('summary').click();
  await page.getByTestId('live-changes').getByText('0.012').waitFor();
  assert.deepEqual(thrown, []);
});
