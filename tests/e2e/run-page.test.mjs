/** What a person sees of a run and does with it: chart, pins, previews, changes under way, what the browser is asked for. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { losses, startRun, waitForEnd, waitForStep } from '../../tools/page.mjs';
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
  const problem = page.getByTestId('live-rate').locator('xpath=following-sibling::p');
  assert.ok((await problem.innerText()).length > 10, 'a rate that is over is answered beside its field');
  assert.equal(await page.getByTestId('live-apply').isEnabled(), false);
  await page.getByTestId('live-rate').fill('0.012');
  await page.getByTestId('live-saveEvery').fill('3');
  await page.getByTestId('live-apply').click();
  await page.getByTestId('live-changes').getByText('0.012').waitFor();
  assert.equal(await page.getByTestId('live-rate').inputValue(), '0.012');
}

async function zoom(page) {
  const chart = page.getByTestId('chart');
  await chart.scrollIntoViewIfNeeded();
  assert.deepEqual(await shown(page), [0, STEPS]);
  const box = await chart.boundingBox();
  await page.mouse.move(box.x + box.width * 0.4, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + 60, { steps: 4 });
  await page.mouse.up();
  const [first, last] = await shown(page);
  assert.ok(first > 1 && last < STEPS - 1 && last - first > 3, `dragged to ${first}–${last}`);
  await page.mouse.dblclick(box.x + box.width * 0.5, box.y + 60);
  assert.deepEqual(await shown(page), [0, STEPS]);
  await page.mouse.move(0, 0);
  await chart.focus();
  await chart.press('Home');
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', '+']) await chart.press(key);
  assert.match(await chart.getAttribute('aria-valuetext'), /^Step 3, Loss 0\.\d+/);
  assert.equal((await shown(page))[1] - (await shown(page))[0], STEPS / 2);
  await chart.press('0');
  assert.deepEqual(await shown(page), [0, STEPS]);
}

async function pins(page) {
  const all = page.getByTestId('pins').getByRole('button');
  const kinds = await all.evaluateAll((buttons) => buttons.map(({ dataset }) => dataset.kind));
  for (const kind of ['changed', 'preview', 'saved']) assert.ok(kinds.includes(kind), `${kind} among ${kinds}`);
  await all.first().focus();
  await page.keyboard.press('ArrowRight');
  const told = await page.evaluate(() => document.activeElement.getAttribute('aria-label'));
  assert.match(told, /^Steps? \d+/);
  await page.getByText(told, { exact: true }).waitFor();
}

async function compare(page) {
  await page.getByTestId('compare-steps').check();
  const other = page.getByTestId('preview-other');
  assert.equal(await other.getAttribute('data-step'), '5');
  const cut = () => other.evaluate((image) => getComputedStyle(image).clipPath);
  const before = await cut();
  await page.getByTestId('wiper').focus();
  await page.keyboard.press('ArrowRight');
  assert.notEqual(await cut(), before);
  await page.getByTestId('preview-scrub').fill('0');
  assert.equal(await page.getByTestId('preview-shown').getAttribute('data-step'), '5');
}

test('a run followed, changed, looked at, and its end told', async (t) => {
  const { page, thrown } = await opened(t);
  await startRun(page, { ...SHORT, name: 'seen', steps: STEPS, previewEvery: 5, previewSteps: 2, saveEvery: 20 });
  await waitForStep(page, 3);
  assert.equal((await asked(page)).permission, 0, 'nobody asked for notes');
  await page.getByTestId('tell-when-done').check();
  assert.equal((await asked(page)).permission, 1);
  await page.getByTestId('moment').getByText(/seen/).waitFor();
  await page.getByTestId('moment').locator('img').waitFor();
  assert.match(await page.title(), /^\d+% · /);
  await changeUnderWay(page);
  assert.equal((await asked(page)).locks, 1);
  await page.getByTestId('keep-awake').uncheck();
  assert.equal((await asked(page)).released, 1);
  await waitForEnd(page);

  const { badges, notes } = await asked(page);
  assert.equal(badges.at(-1), 0);
  assert.ok(badges.filter((value) => value > 0).every((value, i, all) => i === 0 || value >= all[i - 1]) && badges.length > 5, `${badges}`);
  assert.deepEqual(notes, [`seen: Done | The run ended at step ${STEPS}.`]);
  assert.doesNotMatch(await page.title(), /%/);
  const records = await losses(page);
  assert.equal(records.length, STEPS);
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
