/** Pictures prepared on the real page, as A1111's Preprocess tab did it: from a folder with captions to the zip; by hand; and what is wrong. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { becomes } from './patience.mjs';
import { greyPng, noisePng } from './pictures.mjs';
import { expectSound } from './sound.mjs';
import { host, says, temporaryFolder, visit } from './visit.mjs';
import { readZip } from './words.mjs';

/** One is three targets long, one only wider than high, one square. */
const GIVEN = { 'a long.png': greyPng(300, 100, 90), 'b.png': greyPng(120, 100, 140), 'c.png': noisePng(100) };
const CAPTIONS = { 'a long.txt': 'fox, red hat', 'b.txt': 'fox', 'c.txt': 'noise' };

/** A folder of files, and their paths. */
function folderOf(t, files) {
  const folder = join(temporaryFolder(t), 'my pictures');
  mkdirSync(folder);
  const all = Object.entries({ ...files, ...CAPTIONS }).map(([name, bytes]) => ({ path: join(folder, name), bytes }));
  for (const { path, bytes } of all) writeFileSync(path, bytes);
  return { folder, paths: all.map(({ path }) => path) };
}

/** The panel, with the pictures in it and 64 × 64 to be made. A folder comes in the order of the file system, files in theirs. */
async function opened(t, { files = GIVEN, whole = false, ...options } = {}) {
  const { url } = await host(t);
  const visited = await visit(t, { url, ...options });
  const { page } = visited;
  const { folder, paths } = folderOf(t, files);
  if (whole) await page.locator('input[webkitdirectory]').setInputFiles(folder);
  else await page.getByTestId('picture-input').setInputFiles(paths);
  await page.waitForFunction((count) => document.querySelectorAll('[data-testid=picture-row]').length >= count, Object.keys(files).length);
  await page.goto(`${url}#/pictures/prepare`);
  await page.getByTestId('look').waitFor();
  await until(page, Object.keys(files).sort(), (pictures) => pictures.map(({ name }) => base(name)).sort());
  for (const side of ['width', 'height']) await page.getByTestId(`prepare-${side}`).fill('64');
  return { ...visited, url };
}

const sizeOf = (png) => [png.readUInt32BE(16), png.readUInt32BE(20)];
const stem = (name) => name.slice(0, name.lastIndexOf('.'));

const base = (path) => path.slice(path.lastIndexOf('/') + 1);

/** Records of the set that is shown, as stored; none before the first was. */
const stored = (page) => page.evaluate(async () => {
  const done = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: reject }));
  const database = await done(indexedDB.open('pseudoword-datasets'));
  const store = database.transaction('datasets').objectStore('datasets');
  const current = await done(store.get('current'));
  const { pictures } = current ? await done(store.get(current)) : { pictures: [] };
  database.close();
  return pictures.map(({ name, caption, width, height, crop }) => ({ name, caption, width, height, crop }));
});

/** Until the store says so; what it says instead is in the error. */
const until = (page, expected, of = (pictures) => pictures) => becomes(async () => of(await stored(page)), expected);

async function change(page, tags) {
  await page.getByTestId('change-tags').fill(tags);
  await page.getByTestId('change-apply').click();
}

/** Of the long one four parts and the focal crop, of the others one; each with its mirrored copy. */
const COUNTS = { 'a long.png': 10, 'b.png': 2, 'c.png': 2 };

/** A1111's names: place of the source, place among what was made of it. */
const madeOf = (sources) =>
  sources.flatMap((source, i) => Array.from({ length: COUNTS[source] }, (_, k) => ({ source, name: `0000${i}-${k}-${source}` })));

test('a folder with captions: split, focal crop, flips, tags in bulk, undo, zip', async (t) => {
  const { page, thrown } = await opened(t, { whole: true });
  const names = (pictures) => pictures.map(({ name }) => name);
  const given = names(await stored(page)).map(base);
  const made = madeOf(given);
  for (const key of ['split', 'focal', 'horizontal']) await page.getByTestId(`prepare-${key}`).check();
  await page.getByTestId('prepare-existing').selectOption('copy');
  await says(page, /^Makes 14 pictures of 3$/);
  await page.getByTestId('prepare-start').click();
  await says(page, /14 pictures of 3 were made\./);
  await until(page, names(made), names);

  await t.test('back to the originals and forward again', async () => {
    await page.getByTestId('prepare-undo').click();
    await until(page, given, (pictures) => names(pictures).map(base));
    await page.getByTestId('prepare-redo').click();
    await until(page, names(made), names);
  });

  const captions = made.map(({ source }) => `${CAPTIONS[`${stem(source)}.txt`]}, snow`);
  await t.test('tags of all at once, and one change taken back', async () => {
    await page.getByTestId('panel-captions').click();
    await change(page, 'snow');
    await until(page, captions, (pictures) => pictures.map(({ caption }) => caption));
    await change(page, 'rain');
    await until(page, captions.map((caption) => `${caption}, rain`), (pictures) => pictures.map(({ caption }) => caption));
    await page.getByTestId('caption-undo').click();
    await until(page, captions, (pictures) => pictures.map(({ caption }) => caption));
  });

  await t.test('the zip has these names, sizes and captions', async () => {
    const coming = page.waitForEvent('download');
    await page.locator('#workshop').getByTestId('export-pictures').click();
    await page.locator('#workshop').getByTestId('export-text').click();
    const entries = readZip(readFileSync(await (await coming).path()));
    const file = (name) => entries[Object.keys(entries).find((path) => path.endsWith(name))];
    assert.deepEqual(Object.keys(entries).map(base).sort(), names(made).flatMap((name) => [name, `${stem(name)}.txt`]).sort());
    for (const [i, { name }] of made.entries()) {
      assert.deepEqual(sizeOf(file(name)), [64, 64], name);
      assert.equal(file(`${stem(name)}.txt`).toString(), captions[i]);
    }
  });
  assert.deepEqual(thrown, []);
});

test('wrong values are answered beside their field, in both languages; what cannot be made is told, and nothing is lost', async (t) => {
  const { page, thrown } = await opened(t, { files: { ...GIVEN, 'far too long.png': greyPng(900, 60) } });
  const field = page.locator('.field').filter({ has: page.getByTestId('prepare-width') });
  await page.getByTestId('prepare-width').fill('100');
  await field.filter({ hasText: /multiples of 8/ }).waitFor();
  await page.locator('[data-testid=prepare-width][aria-invalid=true]').waitFor();
  await page.locator('[data-testid=prepare-start]:disabled').waitFor();
  await page.getByRole('button', { name: '简体中文' }).click();
  await field.filter({ hasText: /8 的倍数/ }).waitFor();
  await page.getByTestId('prepare-width').fill('128');
  await page.locator('[data-testid=prepare-start]:enabled').waitFor();
  await page.getByTestId('prepare-focal').check();
  for (const weight of ['face', 'entropy', 'edges']) await page.getByTestId(`prepare-${weight}`).fill('0');
  await says(page, /三个权重都是 0/);

  await page.getByRole('button', { name: 'English' }).click();
  await page.getByTestId('prepare-focal').uncheck();
  await page.getByTestId('prepare-autoSize').check();
  await page.getByTestId('prepare-minSide').fill('64');
  await page.getByTestId('prepare-error').fill('0');
  await page.getByTestId('prepare-start').click();
  await says(page, /3 pictures of 4 were made\./);
  await says(page, /1 was left out: far too long\.png/);
  await page.getByTestId('prepare-undo').click();
  await until(page, 4, (pictures) => pictures.length);
  assert.deepEqual(thrown, []);
});

/** Milliseconds from a change of the field to what it makes of the picture. Runs in the page. */
function answerTime([key, value, wanted]) {
  const field = document.querySelector(`[data-testid=prepare-${key}]`);
  const begun = performance.now();
  return new Promise((resolve) => {
    const shown = () => document.querySelector('[data-testid=look-after] .size')?.textContent === wanted;
    new MutationObserver((_, observer) => shown() && (observer.disconnect(), resolve(performance.now() - begun)))
      .observe(document.body, { subtree: true, childList: true, characterData: true });
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
}

/** What stands for the picture at hand: how large its first outcome is, as a number and as a picture; whether more is to come. */
const outcome = (page) => page.evaluate(() => {
  const image = document.querySelector('[data-testid=made-picture]');
  const size = document.querySelector('[data-testid=look-after] .size')?.textContent;
  return [size, image && `${image.naturalWidth} × ${image.naturalHeight}`, document.querySelector('[data-testid=look]').getAttribute('aria-busy')];
});
const comesTo = (page, size) => becomes(() => outcome(page), [size, size, 'false']);

/** The look follows a change within 150 ms, where nothing else keeps the processor; the newest of many changes stands. */
async function follows(t, page) {
  await comesTo(page, '64 × 64');
  const times = [];
  for (let width = 72; width <= 160 && !(Math.min(...times) < 150); width += 8) times.push(await page.evaluate(answerTime, ['width', String(width), `${width} × 64`]));
  t.diagnostic(`boxes after ${times.map((ms) => ms.toFixed(0)).join(', ')} ms`);
  assert.ok(Math.min(...times) < 150, `${times}`);
  await page.evaluate(() => {
    const field = document.querySelector('[data-testid=prepare-width]');
    for (let width = 64; width <= 512; width += 8) {
      field.value = String(width);
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
  });
  await comesTo(page, '512 × 64');
}

test('the look follows at once; a crop by hand: by keys and by pointer, marked, wins, and is given back', async (t) => {
  const { page, thrown } = await opened(t);
  await follows(t, page);
  await page.getByTestId('prepare-width').fill('64');
  const crop = () => page.getByTestId('hand-crop').getAttribute('data-box').then(JSON.parse);
  await page.getByTestId('look-strip').getByRole('button').nth(0).click();
  await comesTo(page, '64 × 64');
  await page.getByTestId('crop-by-hand').click();
  await becomes(crop, { x: 100, y: 0, width: 100, height: 100 });
  await page.getByTestId('hand-crop').focus();
  for (const key of ['ArrowRight', 'Alt+ArrowRight', 'Shift+ArrowLeft', 'Alt+ArrowDown']) await page.keyboard.press(key);
  await becomes(crop, { x: 107, y: 4, width: 94, height: 94 });

  // where the page has come to rest
  await page.getByTestId('hand-corner').nth(3).hover();
  const corner = await page.getByTestId('hand-corner').nth(3).boundingBox();
  const area = await page.getByTestId('look-before').boundingBox();
  const pixel = area.width / 300;
  const from = { x: corner.x + corner.width / 2, y: corner.y + corner.height / 2 };
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x - 44 * pixel, from.y - 44 * pixel, { steps: 4 });
  await page.mouse.up();
  await becomes(async () => {
    const { x, y, width, height } = await crop();
    return [x, y, width === height, Math.abs(width - 50) <= 1 || width];
  }, [107, 4, true, true]);
  const drawn = await crop();
  await until(page, [drawn, undefined, undefined], (pictures) => pictures.map(({ crop: by }) => by));
  await page.getByTestId('look-strip').getByRole('button', { name: 'a long.png, cropped by hand' }).waitFor();

  await page.getByTestId('prepare-split').check();
  await page.getByTestId('look-after').getByText('by hand').waitFor();
  await becomes(() => page.getByTestId('made-picture').count(), 1);
  await page.getByTestId('crop-automatic').click();
  await page.getByTestId('look-after').getByText('part').first().waitFor();
  await until(page, [undefined, undefined, undefined], (pictures) => pictures.map(({ crop: by }) => by));
  assert.deepEqual(thrown, []);
});

test('every option on, in light and dark, wide and narrow: sound', async (t) => {
  const { page, thrown } = await opened(t, { context: { viewport: { width: 1280, height: 900 } } });
  for (const key of ['split', 'focal', 'autoSize', 'keepOriginal', 'both', 'debug']) await page.getByTestId(`prepare-${key}`).check();
  await page.getByTestId('prepare-sizes').selectOption('ratio');
  await page.getByTestId('focal-legend').waitFor();
  await page.getByTestId('prepare-overlap').fill('2');
  await expectSound(page, 'a wrong value');
  await page.getByTestId('prepare-overlap').fill('0.5');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 390, height: 900 });
  await page.getByTestId('crop-by-hand').click();
  await expectSound(page, 'crop by hand');
  await page.getByTestId('prepare-start').click();
  await page.getByTestId('made').waitFor();
  await expectSound(page, 'made');
  assert.deepEqual(thrown, []);
});
