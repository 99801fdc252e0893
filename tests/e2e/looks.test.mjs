/** What can be measured of how the page looks: accessibility, width, shifts. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { openModels, progress, startRun, waitForEnd } from '../../tools/page.mjs';
import { expectSound, overflow, violations } from './sound.mjs';
import { SHORT, host, modelReady, visit } from './visit.mjs';

const LIMIT = 0.02;

/** Adds up layout shifts that no click or key explains, from the first paint on; `moved` says what jumped. */
function watchShifts() {
  window.shifts = 0;
  window.moved = [];
  const path = (node) => `${node?.parentElement?.className ?? ''} > ${node?.nodeName} ${node?.className ?? ''}`;
  const place = ({ node, previousRect: a, currentRect: b }) => `${path(node)} ${a.y}+${a.height} to ${b.y}+${b.height}`;
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries().filter((entry) => !entry.hadRecentInput)) {
      window.shifts += shift.value;
      window.moved.push(`${shift.value.toFixed(4)}: ${shift.sources.map(place).join('; ')}`);
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

const SCHEMES = ['light', 'dark'];

/** In both colour schemes: where things stand is the same in both, and a change of it would be seen as a shift. */
async function expectSoundInBoth(page, where) {
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    await page.locator(`html[data-theme=${colorScheme}]`).waitFor();
    await expectSound(page, `${where}, ${colorScheme}`);
  }
}

async function walk(t, page) {
  await modelReady(page);
  await expectSoundInBoth(page, 'first screen');
  await startRun(page, { ...SHORT, steps: 6, previewEvery: 3, previewSteps: 2 });
  await expectSoundInBoth(page, 'while training');
  assert.equal(await page.locator('[data-testid=pause]:enabled').count(), 1, 'it was looked at while it trained');
  t.diagnostic(`looked at until step ${(await progress(page)).step}`);
  await waitForEnd(page);
  await expectSoundInBoth(page, 'after the run');
  await openModels(page);
  await expectSoundInBoth(page, 'models');
  const { shifts, moved } = await page.evaluate(() => ({ shifts: window.shifts, moved: window.moved }));
  assert.ok(shifts < LIMIT, `layout shift ${shifts}:\n${moved.join('\n')}`);
}

/** Else the above would say nothing. */
async function plantFaults(page) {
  await page.evaluate(() => (location.hash = '#/'));
  await page.reload();
  await modelReady(page);
  await page.evaluate(() => {
    document.body.prepend(document.createElement('button'));
    document.body.insertAdjacentHTML('afterbegin', '<div style="width:500px;height:300px">wide</div>');
  });
  assert.ok((await violations(page)).some((text) => text.startsWith('button-name')));
  assert.ok((await overflow(page)) > 0);
  await page.waitForFunction((limit) => window.shifts > limit, LIMIT);
}

/** The scheme that the page is opened in. */
for (const [colorScheme, width] of [['light', 1280], ['dark', 390]]) {
  test(`${width} px: first screen, a run, its end`, async (t) => {
    const { url } = await host(t);
    const { context, page } = await visit(t, { url: 'about:blank', context: { colorScheme, viewport: { width, height: 900 } } });
    await context.addInitScript(watchShifts);
    await page.goto(url);
    await t.test('sound in both colour schemes, and nothing jumps', (t) => walk(t, page));
    if (width < 500) await t.test('a planted fault is found: axe, width, shift', () => plantFaults(page));
  });
}
