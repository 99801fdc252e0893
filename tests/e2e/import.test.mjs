/** Checkpoints on the real page: dropped, recognised, imported, shared, renamed, checked, deleted; and what is no model. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { offerModel, waitForImport } from '../../tools/page.mjs';
import { cutShort, noPython, notAModel, sd1mini, sdxlLike, sha256 } from './checkpoints.mjs';
import { drop, lookIntoStore } from './model-store.mjs';
import { becomes, pressSurely } from './patience.mjs';
import { host, modelReady, says, temporaryFolder, visit } from './visit.mjs';

const row = (page, name) => page.getByTestId('model-row').filter({ has: page.getByRole('heading', { name, exact: true }) });

async function importAs(page, name) {
  await waitForImport(page, 'review');
  await page.getByTestId('import-name').fill(name);
  await page.getByTestId('import-start').click();
  await waitForImport(page, 'done');
}

async function remove(page, name) {
  await pressSurely(row(page, name).getByTestId('model-delete'));
  await row(page, name).waitFor({ state: 'detached' });
}

async function fromDropToDeletion({ context, page }) {
  const file = sd1mini();
  const before = await lookIntoStore(page);

  await drop(context, page, page.getByTestId('model-select'), [file]);
  await waitForImport(page, 'review');
  await says(page, /Recognised: Stable Diffusion 1\.x/);
  await importAs(page, 'first');
  assert.equal(await row(page, 'first').getByTestId('model-hash').innerText(), sha256(file).slice(0, 10));
  const once = await lookIntoStore(page);
  assert.ok(once.bytes - before.bytes > 0.9 * readFileSync(file).length);

  await offerModelAgain(page, file);
  await importAs(page, 'second');
  assert.equal((await lookIntoStore(page)).bytes, once.bytes, 'the second import stores nothing anew');

  await row(page, 'second').getByTestId('model-rename').click();
  await page.getByTestId('rename-field').fill('renamed');
  await page.getByTestId('rename-field').press('Enter');
  await page.getByTestId('rename-field').waitFor({ state: 'detached' });
  await row(page, 'renamed').getByTestId('model-check').click();
  await says(page, /Every byte is as it was stored/);

  await remove(page, 'first');
  await says(page, /“first” was deleted/);
  assert.equal((await lookIntoStore(page)).bytes, once.bytes, 'what the other one uses stays');
  await remove(page, 'renamed');
  await says(page, /“renamed” was deleted: [\d.]+ MB are free again/);
  await becomes(() => lookIntoStore(page), before);
  await page.getByRole('button', { name: 'Add another' }).click();
}

async function offerModelAgain(page, file) {
  await page.getByRole('button', { name: 'Add another' }).click();
  await offerModel(page, file);
}

async function afterReload({ page }) {
  await offerModel(page, sd1mini('model.ckpt'));
  await importAs(page, 'from torch');
  await page.getByTestId('import-train').click();
  await page.reload();
  const chosen = page.getByTestId('model-select').locator('option:checked');
  await says(page, /What takes it/);
  await becomes(() => chosen.innerText(), 'from torch');
  await page.getByTestId('memory').filter({ hasText: /MB/ }).waitFor();
}

const refused = [
  ['a file that was cut short', cutShort, /ends too early/i],
  ['an SDXL checkpoint', sdxlLike, /SDXL/],
  ['a text file', notAModel, /neither a safetensors file nor/i],
];

async function refusing(t, { page }) {
  const folder = temporaryFolder(t);
  const before = await lookIntoStore(page);
  for (const [name, make, words] of refused) {
    await t.test(name, async () => {
      await offerModel(page, make(folder));
      await says(page, words);
      await becomes(() => page.getByTestId('import').getAttribute('data-stage'), 'idle');
    });
  }
  assert.deepEqual(await lookIntoStore(page), before);
}

async function byKeyboard({ page }) {
  await page.evaluate(() => (location.hash = '#/'));
  await modelReady(page);
  await page.getByTestId('models-link').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('import').waitFor();
  // the heading is given the focus once the screen is there
  await page.waitForFunction(() => document.activeElement?.textContent?.trim() === 'Models');
  await page.getByTestId('model-address').focus();
  await page.keyboard.type('ftp://nowhere.invalid/model');
  await page.keyboard.press('Enter');
  await says(page, /not an address this app can import from/i);
  await page.getByTestId('back').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('try-now').waitFor();
}

/** One visit: opening the page takes longer than any of these. */
test('models in and out', async (t) => {
  const { url } = await host(t);
  const visited = await visit(t, { url });
  await modelReady(visited.page);
  await t.test('a checkpoint, from a drop to its deletion', { skip: noPython }, () => fromDropToDeletion(visited));
  await t.test('what is no model for this app is answered, and nothing is stored', { skip: noPython }, (t) => refusing(t, visited));
  await t.test('a stored model is there after a reload, and the page trains on it', { skip: noPython }, () => afterReload(visited));
  await t.test('by the keyboard alone: to the models, into a field, back', () => byKeyboard(visited));
  assert.deepEqual(visited.thrown, []);
});
