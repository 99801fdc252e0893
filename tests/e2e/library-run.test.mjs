/** Words of a run in the library: its versions, statistics, two beside each other, a new one from both; how all of it looks. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { startRun, waitForEnd } from '../../tools/page.mjs';
import { expectSound } from './sound.mjs';
import { SHORT, host, modelReady, says, visit } from './visit.mjs';
import { readSafetensors } from './words.mjs';

const card = (page, name) => page.getByTestId('word-card').filter({ has: page.getByRole('heading', { name, exact: true }) });

/** A word of three vectors, learned in eight steps with two previews. */
async function learned(t, options) {
  const { url } = await host(t);
  const opened = await visit(t, { url, ...options });
  await modelReady(opened.page);
  await startRun(opened.page, { ...SHORT, name: 'octo-one', vectors: 3, steps: 8, previewEvery: 4, previewSteps: 2, saveEvery: 4 });
  await waitForEnd(opened.page);
  return opened;
}

async function savedVectors(page) {
  const coming = page.waitForEvent('download');
  await page.getByTestId('word-view').getByTestId('save-as').click();
  await page.getByTestId('save-safetensors').click();
  return readSafetensors(readFileSync(await (await coming).path())).dataOf('emb_params');
}

const statisticsDone = (page, count) =>
  page.waitForFunction((wanted) => document.querySelectorAll('[data-testid=statistics][data-state=done]').length === wanted, count);

test('versions, statistics, comparison, combination', async (t) => {
  const { page, thrown } = await learned(t);
  await page.getByTestId('library-link').click();
  await card(page, 'octo-one').getByTestId('word-name-shown').click();

  await t.test('each preview is kept as a version, and any can be taken', async () => {
    const versions = page.getByTestId('version');
    assert.deepEqual(await versions.evaluateAll((all) => all.map(({ dataset }) => dataset.step)), ['4', '8']);
    assert.equal(await versions.locator('img').count(), 2);
    const last = await savedVectors(page);
    await page.getByTestId('take-version').click();
    await page.locator('[data-testid=version][data-step="4"][aria-current]').waitFor();
    const earlier = await savedVectors(page);
    assert.ok(!earlier.equals(last));
    await page.getByTestId('take-version').click();
    await page.locator('[data-testid=version][data-step="8"][aria-current]').waitFor();
    assert.ok((await savedVectors(page)).equals(last));
  });

  await t.test('statistics beside the bundled model’s tokens', async () => {
    await statisticsDone(page, 1);
    assert.equal(await page.getByTestId('vector-row').count(), 3);
    const bytes = await savedVectors(page);
    const numbers = Array.from({ length: 96 }, (_, i) => bytes.readFloatLE(4 * i));
    const length = Math.sqrt(numbers.reduce((sum, value) => sum + value ** 2, 0));
    const [, shown, ...rest] = (await page.getByTestId('vector-row').first().innerText()).split(/\s+/);
    assert.equal(shown, new Intl.NumberFormat('en', { maximumSignificantDigits: 3 }).format(length));
    assert.equal(rest.filter((part) => /^-?[01]\.\d\d$/.test(part)).length, 9, 'eight tokens and the start');
    await says(page, /Most alike: \d and \d/);
  });

  await t.test('two side by side', async () => {
    await page.getByTestId('duplicate-word').click();
    await page.getByTestId('word-title').getByText('octo-one-2').waitFor();
    await page.getByTestId('back').click();
    await page.getByTestId('choose-all').click();
    await page.getByTestId('compare').click();
    assert.equal(await page.getByTestId('compare-side').count(), 2);
    await statisticsDone(page, 2);
  });

  await t.test('a new word from both', async () => {
    await page.getByTestId('back').click();
    await page.getByTestId('combine').click();
    await page.getByTestId('weight').first().fill('-1');
    await page.getByTestId('combine-name').fill('octo-mix');
    await says(page, /The weights add up to nothing/);
    await page.getByTestId('combine-make').click();
    await says(page, /Give at least one word more weight/);
    await page.getByTestId('weight').first().fill('0.5');
    await page.getByTestId('combine-make').click();
    await page.getByTestId('word-title').getByText('octo-mix').waitFor();
    const mixed = await savedVectors(page);
    await page.getByTestId('back').click();
    await card(page, 'octo-one').getByTestId('word-name-shown').click();
    // a mean of two equal words is that word
    const [a, b] = [mixed, await savedVectors(page)].map((bytes) => new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)));
    assert.equal(a.length, 3 * 96);
    assert.ok(a.every((value, i) => Math.abs(value - b[i]) <= 1e-6));
  });
  assert.deepEqual(thrown, []);
});

/** Where a person asked for pictures of the screens: SHOTS=FOLDER. */
async function shot(page, name) {
  if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`), fullPage: true });
}

async function look(page, name, where) {
  await expectSound(page, `${name}, ${where}`);
  await shot(page, `${where}-${name}`);
}

async function walk(page, where) {
  await page.evaluate(() => (location.hash = '#/library'));
  await page.getByTestId('word-input').setInputFiles(['tests/fixtures/a1111/test-emb.png', 'tests/fixtures/a1111/hand.pt', 'package.json']);
  await page.getByTestId('words-report').waitFor();
  // Not all cards are in the document.
  await page.getByTestId('choose-all').click();
  await page.getByTestId('choose-none').click();
  await page.getByTestId('choose-word').first().check();
  await page.getByTestId('choose-word').nth(1).check();
  await look(page, 'list', where);
  await page.getByTestId('save-as').first().click();
  await page.getByTestId('save-pt').waitFor();
  await look(page, 'menu', where);
  await page.keyboard.press('Escape');
  await page.getByTestId('compare').click();
  await page.getByTestId('compare-view').waitFor();
  await look(page, 'compare', where);
  await page.getByTestId('back').click();
  await page.getByTestId('combine').click();
  await page.getByTestId('combine-name').fill('cat');
  await page.getByTestId('name-hints').locator('p').first().waitFor();
  await look(page, 'combine', where);
  await page.getByTestId('back').click();
  await page.getByTestId('word-search').fill('octo-one');
  await card(page, 'octo-one').getByTestId('word-name-shown').click();
  await statisticsDone(page, 1);
  await look(page, 'word', where);
  await page.getByTestId('remove-word').click();
  await page.getByTestId('undo-notice').waitFor();
  await look(page, 'undo', where);
}

/** As before the walk: what is left of one must not be taken for the next one's. */
async function tidy(page) {
  await page.getByTestId('undo').click();
  await page.getByTestId('word-search').fill('');
  await page.getByTestId('words-report').getByRole('button').click();
  await page.getByTestId('words-report').waitFor({ state: 'detached' });
}

test('how it looks: axe and width, both schemes, two widths, both languages', async (t) => {
  const { page } = await learned(t, { context: { viewport: { width: 1280, height: 900 } } });
  for (const [scheme, width, language] of [['light', 1280, 'en'], ['dark', 1280, 'zh'], ['light', 390, 'zh'], ['dark', 390, 'en']]) {
    await t.test(`${scheme}, ${width} px, ${language}`, async () => {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: scheme });
      await page.locator(`[data-language=${language}]`).click();
      await walk(page, `${scheme}-${width}-${language}`);
      await tidy(page);
    });
  }
});
