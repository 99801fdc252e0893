/** Masks: painted with mouse and keys, there after a reload, and what a run learns from. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { downloadWord, openHood, startRun, usePictures, waitForEnd } from '../../tools/page.mjs';
import { segmenterModel } from '../tagging/models.mjs';
import { expectSound } from './sound.mjs';
import { SHORT, host, modelReady, says, temporaryFolder, visit } from './visit.mjs';

const PICTURES = ['fluent', 'noto'].map((set) => `public/demo/hedgehog/${set}-hedgehog.png`);

/** numbers of a vector of the bundled model */
const WIDTH = 96;

const state = (page) => page.getByTestId('mask-state');
const shown = async (page) => Number.parseFloat((await state(page).textContent()).replace(/[^\d.]/g, ''));

async function openMasks(page) {
  await page.goto(page.url().replace(/#.*|$/, '#/pictures/masks'));
  await page.getByTestId('mask-canvas').waitFor();
}

/** Waits until that share of the picture counts, in percent. */
async function counts(page, from, to) {
  const within = ([a, b]) => {
    const told = document.querySelector('[data-testid=mask-state]')?.textContent ?? '';
    return /%/.test(told) && Number.parseFloat(told) >= a && Number.parseFloat(told) <= b;
  };
  await page.waitForFunction(within, [from, to]).catch(async () => {
    throw new Error(`between ${from} and ${to} % are to count; the page says: ${await state(page).textContent()}`);
  });
  return shown(page);
}

/** Strokes wait half a second for others to be written with. */
const kept = (page) => page.locator('[data-testid=mask-state][data-kept=true]').waitFor();

async function backToTraining(page) {
  await page.getByRole('link', { name: 'Back to training' }).click();
  await page.getByTestId('tab-settings').click();
}

/** Over the canvas, in shares of it. */
async function drag(page, from, to) {
  const canvas = page.getByTestId('mask-canvas');
  // where the page has come to rest
  await canvas.hover();
  const { x, y, width, height } = await canvas.boundingBox();
  await page.mouse.move(x + from[0] * width, y + from[1] * height);
  await page.mouse.down();
  await page.mouse.move(x + to[0] * width, y + to[1] * height, { steps: 8 });
  await page.mouse.up();
}

/** The vectors that a run of two steps learns, always the same steps. */
async function learned(page, folder, name) {
  await startRun(page, { ...SHORT, evalItems: 0, button: 'start', name, vectors: 2, steps: 2, seed: 1, previewEvery: 0 });
  await waitForEnd(page);
  const file = readFileSync(await downloadWord(page, folder));
  const from = file.indexOf('archive/data/0') + 'archive/data/0'.length;
  return file.subarray(from, from + 2 * WIDTH * 4).toString('hex');
}

test('painted, kept over a reload, used by a run', async (t) => {
  const { url } = await host(t);
  const folder = temporaryFolder(t);
  const { page, thrown } = await visit(t, { url, context: { viewport: { width: 1000, height: 900 } } });
  await modelReady(page);
  await usePictures(page, PICTURES);
  await says(page, /^2 pictures$/);
  await openHood(page);
  await page.getByTestId('mask-loss').check();
  const plain = await learned(page, folder, 'word-a');

  await openMasks(page);
  await page.getByTestId('brush-size').fill('40');
  await drag(page, [0.2, 0.1], [0.2, 0.9]);
  const painted = await counts(page, 20, 50);
  await page.getByTestId('mask-canvas').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  assert.ok((await counts(page, painted + 0.5, 90)) > painted, 'keys paint');
  await page.keyboard.press('Control+z');
  await counts(page, painted, painted);
  await page.getByTestId('mask-invert').click();
  await counts(page, 99.5 - painted, 100.5 - painted);
  await page.getByTestId('mask-undo').click();
  await counts(page, painted, painted);
  await page.getByTestId('segmenter-input').setInputFiles({ name: 'u2net.onnx', mimeType: 'application/octet-stream', buffer: segmenterModel() });
  await page.getByTestId('mask-find').click();
  await page.waitForFunction((before) => {
    const told = document.querySelector('[data-testid=mask-state]').textContent;
    return /%/.test(told) && Number.parseFloat(told) !== before;
  }, painted);
  await expectSound(page, 'masks');
  await page.getByTestId('mask-undo').click();
  await counts(page, painted, painted);
  await kept(page);
  await page.reload();
  assert.equal(await counts(page, painted - 0.2, painted + 0.2), painted);

  await page.getByTestId('look-later').click();
  await state(page).filter({ hasText: /no mask/i }).waitFor();
  await drag(page, [0.2, 0.1], [0.2, 0.9]);
  await counts(page, 5, 50);
  await backToTraining(page); // at once: leaving writes
  assert.notEqual(await learned(page, folder, 'word-b'), plain, 'what is learned follows the masks');

  await openMasks(page);
  await page.getByTestId('mask-remove').click();
  await state(page).filter({ hasText: /no mask/i }).waitFor();
  await page.getByTestId('look-earlier').click();
  await counts(page, 5, 90);
  await page.getByTestId('mask-remove').click();
  await state(page).filter({ hasText: /no mask/i }).waitFor();
  await backToTraining(page);
  assert.equal(await learned(page, folder, 'word-c'), plain, 'without masks the same is learned as before');
  assert.deepEqual(thrown, []);
});
