/** Words of a run in the library: its versions, statistics, two beside each other, a new one from both; how all of it looks. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { openHood, startRun, waitForEnd } from '../../tools/page.mjs';
import { drop } from './model-store.mjs';
import { becomes, pressUntil } from './patience.mjs';
import { expectSound, overflow } from './sound.mjs';
import { SHORT, downloaded, host, modelReady, says, temporaryFolder, visit } from './visit.mjs';
import { readCard, readSafetensors, readZip, WIDTH, wordFile } from './words.mjs';

const card = (page, name) => page.getByTestId('word-card').filter({ has: page.getByRole('heading', { name, exact: true }) });

/** What the runs learn is not the question, nor how well. */
const QUICK = { ...SHORT, evalItems: 0 };

/** A word of three vectors, learned in four steps with two previews. */
async function learn(page) {
  await startRun(page, { ...QUICK, name: 'octo-one', vectors: 3, steps: 4, previewEvery: 2, previewSteps: 2, saveEvery: 2 });
  await waitForEnd(page);
}

/** The bytes of the file that the menu of this place gives. */
async function saved(page, place, form) {
  const item = place.getByTestId(`save-${form}`);
  await pressUntil(place.getByTestId('save-as'), item);
  const file = await downloaded(page, () => item.click());
  return readFileSync(await file.path());
}

const savedVectors = async (page) => readSafetensors(await saved(page, page.getByTestId('word-view'), 'safetensors')).dataOf('emb_params');

/** The word's own screen, that word's and no other's. */
async function openWord(page, name) {
  await pressUntil(card(page, name).getByTestId('word-name-shown'), page.getByTestId('word-title').getByText(name, { exact: true }));
}

const backToList = async (page) => {
  await page.getByTestId('back').click();
  await page.getByTestId('words-in').waitFor();
};

const statisticsDone = (page, count) =>
  page.waitForFunction((wanted) => document.querySelectorAll('[data-testid=statistics][data-state=done]').length === wanted, count);

async function words(t, page) {
  await learn(page);
  await toLibrary(page);
  await openWord(page, 'octo-one');

  await t.test('each preview is kept as a version, and any can be taken', async () => {
    const versions = page.getByTestId('version');
    await becomes(() => versions.evaluateAll((all) => all.map(({ dataset }) => dataset.step)), ['2', '4']);
    await becomes(() => versions.locator('img').count(), 2);
    const last = await savedVectors(page);
    await page.getByTestId('take-version').click();
    await page.locator('[data-testid=version][data-step="2"][aria-current]').waitFor();
    const earlier = await savedVectors(page);
    assert.ok(!earlier.equals(last));
    await page.getByTestId('take-version').click();
    await page.locator('[data-testid=version][data-step="4"][aria-current]').waitFor();
    assert.ok((await savedVectors(page)).equals(last));
  });

  await t.test('statistics beside the bundled model’s tokens', async () => {
    await statisticsDone(page, 1);
    await becomes(() => page.getByTestId('vector-row').count(), 3);
    const bytes = await savedVectors(page);
    const numbers = Array.from({ length: WIDTH }, (_, i) => bytes.readFloatLE(4 * i));
    const length = Math.sqrt(numbers.reduce((sum, value) => sum + value ** 2, 0));
    const [, shown, ...rest] = (await page.getByTestId('vector-row').first().innerText()).split(/\s+/);
    assert.equal(shown, new Intl.NumberFormat('en', { maximumSignificantDigits: 3 }).format(length));
    assert.equal(rest.filter((part) => /^-?[01]\.\d\d$/.test(part)).length, 9, 'eight tokens and the start');
    await says(page, /Most alike: \d and \d/);
  });

  await t.test('two side by side', async () => {
    await page.getByTestId('duplicate-word').click();
    await page.getByTestId('word-title').getByText('octo-one-2').waitFor();
    await backToList(page);
    await page.getByTestId('choose-all').click();
    await page.getByTestId('compare').click();
    await becomes(() => page.getByTestId('compare-side').count(), 2);
    await statisticsDone(page, 2);
  });

  await t.test('a new word from both', async () => {
    await backToList(page);
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
    await backToList(page);
    await openWord(page, 'octo-one');
    // a mean of two equal words is that word
    const [a, b] = [mixed, await savedVectors(page)].map((bytes) => new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)));
    assert.equal(a.length, 3 * WIDTH);
    assert.ok(a.every((value, i) => Math.abs(value - b[i]) <= 1e-6));
  });
  await backToList(page);
}

/** Name, number of vectors and their bytes of the library's words that each run was given, the first run first. */
const wordsOfRuns = (page) =>
  page.evaluate(async () => {
    const answer = (request) => new Promise((done, failed) => Object.assign(request, { onsuccess: () => done(request.result), onerror: failed }));
    const database = await answer(indexedDB.open('pseudoword-runs'));
    const records = await answer(database.transaction('runs').objectStore('runs').getAll(IDBKeyRange.bound('record/', 'record/\uffff')));
    database.close();
    const plain = ({ name, count, vectors }) => ({ name, count, bytes: [...new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.byteLength)] });
    return records.sort((a, b) => a.created - b.created).map(({ words }) => words.map(plain));
  });

const toLibrary = async (page) => {
  await page.evaluate(() => (location.hash = '#/library'));
  await page.getByTestId('words-in').waitFor();
};

/** A card of a word as wide as the bundled model's, made by the page; the word itself is gone again. */
async function cardOf(page, folder, name) {
  await toLibrary(page);
  await page.getByTestId('word-input').setInputFiles([wordFile(folder, `${name}.safetensors`, { emb_params: [2, WIDTH] })]);
  const path = join(folder, `${name}.png`);
  writeFileSync(path, await saved(page, card(page, name), 'card'));
  await remove(page, name);
  return path;
}

async function remove(page, name) {
  await openWord(page, name);
  await page.getByTestId('remove-word').click();
  await page.getByTestId('words-in').waitFor();
  await card(page, name).waitFor({ state: 'detached' });
}

/** Two steps on a sentence of one's own; the learned word's numbers. */
async function learnWith(page, sentence, name) {
  await page.evaluate(() => (location.hash = '#/'));
  await page.getByTestId('tab-settings').click();
  await openHood(page);
  await page.getByTestId('template').selectOption('own');
  await page.getByTestId('template-text').fill(sentence);
  await startRun(page, { ...QUICK, name, vectors: 1, steps: 2, rate: 0.1, previewEvery: 0, saveEvery: 2 });
  await waitForEnd(page);
  await toLibrary(page);
  await openWord(page, name);
  const vectors = await savedVectors(page);
  await backToList(page);
  return vectors;
}

async function besideAnother(t, { context, page }) {
  const path = await cardOf(page, temporaryFolder(t), 'drop-mug');
  await drop(context, page, page.getByTestId('words-in'), [path]);
  await card(page, 'drop-mug').waitFor();
  const given = readCard(readFileSync(path));

  const beside = await learnWith(page, 'a [name] beside a drop-mug', 'octo-beside');
  await remove(page, 'drop-mug');
  const without = await learnWith(page, 'a [name] beside a drop-mug', 'octo-without');
  const [[word, ...more], none] = (await wordsOfRuns(page)).slice(-2);
  assert.deepEqual([more, none], [[], []]);
  assert.deepEqual([word.name, word.count], ['drop-mug', 2]);
  assert.ok(Buffer.from(word.bytes).equals(given.vectors));
  assert.ok(!beside.equals(without), 'what the name stands for makes a difference');

  for (const form of ['safetensors', 'pt', 'bin', 'card', 'plain-card']) {
    await t.test(form, async () => {
      assert.ok(vectorsIn(form, await saved(page, card(page, 'octo-beside'), form)).equals(beside));
    });
  }
}

/** The numbers in a file of that form. */
function vectorsIn(form, bytes) {
  if (form === 'safetensors') return readSafetensors(bytes).dataOf('emb_params');
  if (form.endsWith('card')) return readCard(bytes).vectors;
  const entries = readZip(bytes);
  return entries[Object.keys(entries).find((key) => /\/data\/0$/.test(key))];
}

/** Where a person asked for pictures of the screens: SHOTS=FOLDER. */
async function shot(page, name) {
  if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`), fullPage: true });
}

/** The widths are tried in both languages, axe in one of each. */
const WIDTHS = [1280, 390];

async function look(page, name, where) {
  await expectSound(page, `${name}, ${where}`);
  await shot(page, `${where}-${name}`);
}

async function lookAtBothWidths(page, name, where) {
  await look(page, name, where);
  const { width } = page.viewportSize();
  const other = WIDTHS.find((one) => one !== width);
  await page.setViewportSize({ width: other, height: 900 });
  assert.ok((await overflow(page)) <= 0, `horizontal scroll, ${name}, ${where}, at ${other} px`);
  await page.setViewportSize({ width, height: 900 });
}

const ofChoice = (page, state) => page.locator(`[data-testid=choose-word]${state}`);

async function walk(page, where) {
  await toLibrary(page);
  await page.getByTestId('word-input').setInputFiles(['tests/fixtures/a1111/test-emb.png', 'tests/fixtures/a1111/hand.pt', 'package.json']);
  await page.getByTestId('words-report').filter({ hasText: 'package.json' }).waitFor();
  // Not all cards are in the document.
  await page.getByTestId('choose-all').click();
  await page.getByTestId('choose-none').click();
  for (const chosen of [0, 1]) await pressUntil(ofChoice(page, ':not(:checked)').first(), ofChoice(page, ':checked').nth(chosen));
  await lookAtBothWidths(page, 'list', where);
  const menu = page.getByTestId('word-card').first();
  await pressUntil(menu.getByTestId('save-as'), menu.getByTestId('save-pt'));
  await look(page, 'menu', where);
  await page.keyboard.press('Escape');
  await menu.getByTestId('save-pt').waitFor({ state: 'detached' });
  await page.getByTestId('compare').click();
  await page.getByTestId('compare-view').waitFor();
  await lookAtBothWidths(page, 'compare', where);
  await backToList(page);
  await page.getByTestId('combine').click();
  await page.getByTestId('combine-name').fill('cat');
  await page.getByTestId('name-hints').locator('p').first().waitFor();
  await lookAtBothWidths(page, 'combine', where);
  await backToList(page);
  await page.getByTestId('word-search').fill('octo-one');
  // it and its copy: the list has come to rest
  await becomes(() => page.getByTestId('word-card').count(), 2);
  await openWord(page, 'octo-one');
  await statisticsDone(page, 1);
  await lookAtBothWidths(page, 'word', where);
  await page.getByTestId('remove-word').click();
  // it goes by itself, unless somebody is at it
  await page.getByTestId('undo-notice').hover();
  await page.getByTestId('words-in').waitFor();
  await lookAtBothWidths(page, 'undo', where);
}

/** As before the walk: what is left of one must not be taken for the next one's. */
async function tidy(page) {
  await page.getByTestId('undo').click();
  await page.getByTestId('undo-notice').waitFor({ state: 'detached' });
  await page.getByTestId('word-search').fill('');
  await page.getByTestId('words-report').getByRole('button').click();
  await page.getByTestId('words-report').waitFor({ state: 'detached' });
}

const LOOKS = [['light', 1280, 'zh'], ['dark', 390, 'en']];

async function looks(t, page) {
  for (const [scheme, width, language] of LOOKS) {
    await t.test(`${scheme}, ${width} px, ${language}`, async () => {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: scheme });
      await page.locator(`[data-language=${language}]`).click();
      await page.locator(`html[lang|=${language}]`).waitFor();
      await walk(page, `${scheme}-${width}-${language}`);
      await tidy(page);
    });
  }
}

/** One visit, as few runs as will do: they are what takes the time. */
test('words of a run', async (t) => {
  const { url } = await host(t);
  const visited = await visit(t, { url });
  const { page, thrown } = visited;
  await modelReady(page);
  await t.test('versions, statistics, comparison, combination', (t) => words(t, page));
  await t.test('a dropped card’s word is used in the sentences, and what was learned beside it goes out in every form', (t) => besideAnother(t, visited));
  await t.test('how it looks: axe and width, both schemes, two widths, both languages', (t) => looks(t, page));
  assert.deepEqual(thrown, []);
});
