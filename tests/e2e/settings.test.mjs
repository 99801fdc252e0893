/** Fields before a run: found, answered, kept, passed on and taken; what the run will draw, and how long it will take. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { failuresShown, fillFields, openHood, openPage, startRun, waitForEnd } from '../../tools/page.mjs';
import { becomes } from './patience.mjs';
import { greyPng } from './pictures.mjs';
import { SHORT, host, modelReady, says, temporaryFolder, visit } from './visit.mjs';

async function ready(t, url) {
  const opened = await visit(t, { url });
  await modelReady(opened.page);
  return opened;
}

const has = (page, id, value) => becomes(() => page.getByTestId(id).inputValue(), value);
const gone = (page, id) => page.getByTestId(id).waitFor({ state: 'detached' });
/** They lie over the page. */
async function closeNotices(page) {
  await page.getByTestId('error').getByRole('button').last().click();
  await gone(page, 'error');
}
const png = (name, tone) => ({ name, mimeType: 'image/png', buffer: greyPng(64, 64, tone) });
const text = (name, content) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(content) });

async function finds(page) {
  await page.getByTestId('rate').waitFor({ state: 'hidden' });
  await openHood(page);
  await page.getByTestId('find-field').fill('gradient clip');
  await gone(page, 'rate');
  await page.getByTestId('clip-mode').selectOption('norm');
  await page.getByTestId('clip-value').fill('1:20, x');
  await says(page, /.x. is no limit for the gradient/);
  await page.getByTestId('find-field').fill('nothing like this');
  await says(page, /No field is called that/);
  await page.getByTestId('find-field').fill('');
  await page.getByTestId('only-changed').check();
  await gone(page, 'batch');
  await has(page, 'clip-value', '1:20, x');
  await page.getByTestId('reset-all').click();
  await page.getByTestId('only-changed').uncheck();
  await has(page, 'clip-mode', 'off');
}

async function followsPhrase(page) {
  await openHood(page);
  await page.getByTestId('start-kind').selectOption('phrase');
  await fillFields(page, { 'start-text': 'a small red cup' });
  await has(page, 'vectors', '4');
  await page.locator('[data-testid=vectors]:disabled').waitFor();
  await page.getByTestId('reset-all').click();
}

async function goesAsFile(t, page) {
  await fillFields(page, { 'word-name': 'mug', batch: '5', 'tag-dropout': '0.25' });
  const coming = page.waitForEvent('download');
  await page.getByTestId('share-file').click();
  const path = `${temporaryFolder(t)}/settings.json`;
  await (await coming).saveAs(path);
  assert.equal(JSON.parse(readFileSync(path, 'utf8')).fields.tagDropout, '0.25');
  await page.getByTestId('reset-all').click();
  await page.getByTestId('settings-file').setInputFiles(path);
  await page.getByTestId('taken').waitFor();
  await has(page, 'batch', '5');
  await has(page, 'tag-dropout', '0.25');
  const a1111 = { name: 'settings.json', mimeType: 'application/json', buffer: Buffer.from('{"embedding_name":"cat","learn_rate":"0.004","odd":1}') };
  await page.getByTestId('settings-file').setInputFiles(a1111);
  await says(page, /Not known here and left out: odd/);
  for (const [id, value] of Object.entries({ 'word-name': 'cat', rate: '0.004', batch: '5' })) await has(page, id, value);
  await page.getByTestId('settings-file').setInputFiles(text('notes.json', 'dear diary'));
  await says(page, /“notes.json” holds no settings/);
  await has(page, 'rate', '0.004');
  await closeNotices(page);
  await page.getByTestId('reset-all').click();
}

async function keepsSentences(page) {
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
  await has(page, 'template', 'kept/Mine');
  await page.getByTestId('template-text').fill('only [name]');
  await page.getByTestId('sentences-change').click();
  await gone(page, 'sentences-change'); // they are kept as they stand
  await page.getByTestId('template').selectOption('style');
  await page.reload();
  await modelReady(page);
  await openHood(page);
  await page.getByTestId('template').selectOption('kept/Mine');
  await has(page, 'template-text', 'only [name]');
}

test('the drawer finds fields, a phrase decides on the vectors, settings go as files, sentences are kept', async (t) => {
  const { url } = await host(t);
  const { page, thrown } = await ready(t, url);
  await t.test('the drawer finds fields, and answers beside them', () => finds(page));
  await t.test('a phrase decides on the vectors', () => followsPhrase(page));
  await t.test('settings as a file, and A1111’s', () => goesAsFile(t, page));
  await t.test('three prompts are those of the pictures, and own sentences are kept by name', () => keepsSentences(page));
  assert.deepEqual(thrown, []);
});

/** Of settings that differ from the defaults. */
async function linkOf(page) {
  await fillFields(page, { 'word-name': 'secret', batch: '7', steps: '33' });
  await openHood(page);
  await page.getByTestId('shuffle-tags').check();
  await page.getByTestId('share-link').click();
  const link = await page.getByTestId('shared-link').inputValue();
  assert.match(link, /#\/with\/[\w-]+$/);
  return link.slice(link.indexOf('#'));
}

async function takesLink(page, url, link) {
  await page.goto(url + link);
  await page.getByTestId('taken').filter({ hasText: /Steps: 33[\s\S]*Nothing has been started/ }).waitFor();
  await has(page, 'steps', '33');
  await has(page, 'word-name', '');
  await page.waitForURL(/#\/$/);
  await page.getByTestId('taken-undo').click();
  await has(page, 'steps', '300');
  await page.goto(url + link.slice(0, -5));
  await says(page, /link.s settings cannot be read/);
  await has(page, 'steps', '300');
}

async function knowsTheTime(page) {
  const time = page.getByTestId('time-needed');
  const isKnown = () => time.filter({ hasText: /about .+, until/ }).waitFor();
  const isUnknown = () => time.filter({ hasText: /measured with the first steps/ }).waitFor();
  await isUnknown();
  await startRun(page, { ...SHORT, steps: 6 });
  await waitForEnd(page);
  assert.deepEqual(await failuresShown(page), []);
  await page.getByTestId('tab-settings').click();
  await isKnown();
  await page.reload();
  await openPage(page);
  await page.getByTestId('tab-settings').click();
  await isKnown();
  await fillFields(page, { batch: '3' });
  await isUnknown();
}

async function goesOnWithWord(page) {
  await page.getByTestId('library-link').click();
  await page.locator('a[href*="#/library/word/"]:visible').first().click();
  await page.getByTestId('go-on-word').click();
  await says(page, /To go on with “my-/);
  await page.locator('[data-testid=vectors]:disabled').waitFor();
  await has(page, 'vectors', '4');
  await startRun(page, { ...SHORT, steps: 2, button: 'start' });
  await waitForEnd(page);
  assert.deepEqual(await failuresShown(page), []);
}

test('a link sets fields in another browser, says so, and is undone; a bad one changes nothing; then a run is made there', async (t) => {
  const { url } = await host(t);
  const first = await ready(t, url);
  const link = await linkOf(first.page);
  await first.close();
  const { page, thrown } = await ready(t, url);
  await t.test('a link', () => takesLink(page, url, link));
  await closeNotices(page);
  await t.test('the time is known once such a run was made, also after a reload', () => knowsTheTime(page));
  await t.test('its word is gone on with', () => goesOnWithWord(page));
  assert.deepEqual(thrown, []);
});
