/** Fields before a run: found, answered, kept, passed on and taken; what the run will draw, and how long it will take. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { failuresShown, fillFields, openHood, openPage, startRun, waitForEnd } from '../../tools/page.mjs';
import { greyPng } from './pictures.mjs';
import { SHORT, host, modelReady, says, temporaryFolder, visit } from './visit.mjs';

async function ready(t) {
  const { url } = await host(t);
  const opened = await visit(t, { url });
  await modelReady(opened.page);
  return { ...opened, url };
}

const value = (page, id) => page.getByTestId(id).inputValue();
const png = (name, tone) => ({ name, mimeType: 'image/png', buffer: greyPng(64, 64, tone) });
const text = (name, content) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(content) });

test('the drawer finds fields, and answers beside them', async (t) => {
  const { page, thrown } = await ready(t);
  assert.equal(await page.getByTestId('rate').isVisible(), false);
  await openHood(page);
  await page.getByTestId('find-field').fill('gradient clip');
  assert.equal(await page.getByTestId('rate').count(), 0);
  await page.getByTestId('clip-mode').selectOption('norm');
  await page.getByTestId('clip-value').fill('1:20, x');
  await says(page, /.x. is no limit for the gradient/);
  await page.getByTestId('find-field').fill('nothing like this');
  await says(page, /No field is called that/);
  await page.getByTestId('find-field').fill('');
  await page.getByTestId('only-changed').check();
  assert.equal(await page.getByTestId('batch').count(), 0);
  assert.equal(await value(page, 'clip-value'), '1:20, x');
  await page.getByTestId('reset-all').click();
  await page.getByTestId('only-changed').uncheck();
  assert.equal(await value(page, 'clip-mode'), 'off');
  assert.deepEqual(thrown, []);
});

test('a phrase decides on the vectors', async (t) => {
  const { page } = await ready(t);
  await openHood(page);
  await page.getByTestId('start-kind').selectOption('phrase');
  await fillFields(page, { 'start-text': 'a small red cup' });
  await page.waitForFunction(() => document.querySelector('[data-testid=vectors]').value === '4');
  assert.equal(await page.getByTestId('vectors').isDisabled(), true);
});

test('three prompts are those of the pictures, and own sentences are kept by name', async (t) => {
  const { page } = await ready(t);
  const pictures = [png('a.png', 40), text('a.txt', 'red, cup'), png('b.png', 90), text('b.txt', 'blue, jug')];
  await page.getByTestId('picture-input').setInputFiles(pictures);
  await fillFields(page, { 'word-name': 'mug' });
  await openHood(page);
  await page.getByTestId('template-text').fill('[name] beside a [filewords]\nanother line');
  const shown = page.getByTestId('prompt-view').locator('li');
  await shown.filter({ hasText: /mug beside a (red, cup|blue, jug)|another line/ }).nth(2).waitFor();
  await says(page, /Without .name.: 1 of 2 sentences/);
  await page.getByTestId('sentences-name').fill('Mine');
  await page.getByTestId('sentences-keep').click();
  await page.waitForFunction(() => document.querySelector('[data-testid=template]').value === 'kept/Mine');
  await page.getByTestId('template-text').fill('only [name]');
  await page.getByTestId('sentences-change').click();
  await page.getByTestId('template').selectOption('style');
  await page.reload();
  await modelReady(page);
  await openHood(page);
  await page.getByTestId('template').selectOption('kept/Mine');
  assert.equal(await value(page, 'template-text'), 'only [name]');
});

test('a link sets fields in another browser, says so, and is undone; a bad one changes nothing', async (t) => {
  const { page } = await ready(t);
  await fillFields(page, { 'word-name': 'secret', batch: '7', steps: '33' });
  await openHood(page);
  await page.getByTestId('shuffle-tags').check();
  await page.getByTestId('share-link').click();
  const link = await value(page, 'shared-link');
  assert.match(link, /#\/with\/[\w-]+$/);
  const other = await ready(t);
  await other.page.goto(other.url + link.slice(link.indexOf('#')));
  await other.page.getByTestId('taken').waitFor();
  assert.match(await other.page.getByTestId('taken').innerText(), /Steps: 33[\s\S]*Nothing has been started/);
  assert.deepEqual([await value(other.page, 'steps'), await value(other.page, 'word-name')], ['33', '']);
  assert.match(other.page.url(), /#\/$/);
  await other.page.getByTestId('taken-undo').click();
  assert.equal(await value(other.page, 'steps'), '300');
  await other.page.goto(other.url + link.slice(link.indexOf('#'), -5));
  await says(other.page, /link.s settings cannot be read/);
  assert.equal(await value(other.page, 'steps'), '300');
});

test('settings as a file, and A1111’s', async (t) => {
  const { page } = await ready(t);
  const folder = temporaryFolder(t);
  await fillFields(page, { 'word-name': 'mug', batch: '5', 'tag-dropout': '0.25' });
  const coming = page.waitForEvent('download');
  await page.getByTestId('share-file').click();
  const path = `${folder}/settings.json`;
  await (await coming).saveAs(path);
  assert.equal(JSON.parse(readFileSync(path, 'utf8')).fields.tagDropout, '0.25');
  await page.getByTestId('reset-all').click();
  await page.getByTestId('settings-file').setInputFiles(path);
  await page.getByTestId('taken').waitFor();
  assert.deepEqual([await value(page, 'batch'), await value(page, 'tag-dropout')], ['5', '0.25']);
  const a1111 = { name: 'settings.json', mimeType: 'application/json', buffer: Buffer.from('{"embedding_name":"cat","learn_rate":"0.004","odd":1}') };
  await page.getByTestId('settings-file').setInputFiles(a1111);
  await says(page, /Not known here and left out: odd/);
  assert.deepEqual([await value(page, 'word-name'), await value(page, 'rate'), await value(page, 'batch')], ['cat', '0.004', '5']);
  await page.getByTestId('settings-file').setInputFiles(text('notes.json', 'dear diary'));
  await says(page, /“notes.json” holds no settings/);
  assert.equal(await value(page, 'rate'), '0.004');
});

test('the time is known once such a run was made, also after a reload; its word is gone on with', async (t) => {
  const { page } = await ready(t);
  const time = page.getByTestId('time-needed');
  await time.filter({ hasText: /measured with the first steps/ }).waitFor();
  await startRun(page, { ...SHORT, steps: 8 });
  await waitForEnd(page);
  assert.deepEqual(await failuresShown(page), []);
  await page.getByTestId('tab-settings').click();
  await time.filter({ hasText: /about .+, until/ }).waitFor();
  await page.reload();
  await openPage(page);
  await page.getByTestId('tab-settings').click();
  await time.filter({ hasText: /about .+, until/ }).waitFor();
  await fillFields(page, { batch: '3' });
  await time.filter({ hasText: /measured with the first steps/ }).waitFor();
  await page.getByTestId('library-link').click();
  await page.locator('a[href*="#/library/word/"]').first().click();
  await page.getByTestId('go-on-word').click();
  await says(page, /To go on with “my-/);
  await page.waitForFunction(() => document.querySelector('[data-testid=vectors]')?.disabled);
  assert.equal(await value(page, 'vectors'), '2');
  await startRun(page, { ...SHORT, steps: 3, button: 'start' });
  await waitForEnd(page);
  assert.deepEqual(await failuresShown(page), []);
});
