/** Two words learned in one run from pictures at their own ratios, with previews of another size: a library entry of each. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { fillFields, openHood, savePreviews, startRun, usePictures, waitForEnd } from '../../tools/page.mjs';
import { greyPng } from './pictures.mjs';
import { becomes } from './patience.mjs';
import { SHORT, host, modelReady, says, temporaryFolder, visit } from './visit.mjs';
import { readSafetensors, WIDTH } from './words.mjs';

function pictureFile(folder, name, width, height, tone) {
  const path = join(folder, name);
  writeFileSync(path, greyPng(width, height, tone));
  return path;
}

const card = (page, name) => page.getByTestId('word-card').filter({ has: page.getByRole('heading', { name, exact: true }) });

async function vectorsOf(page, name) {
  const coming = page.waitForEvent('download');
  await card(page, name).getByTestId('save-as').click();
  await page.getByTestId('save-safetensors').click();
  return readSafetensors(readFileSync(await (await coming).path())).tensors.emb_params.shape;
}

/** Width and height as a PNG's head says them. */
const sizeOf = (path) => [16, 20].map((at) => readFileSync(path).readUInt32BE(at));

test('two words, three ratios, previews of their own size', async (t) => {
  const { url } = await host(t);
  const folder = temporaryFolder(t);
  const { page, thrown } = await visit(t, { url });
  await modelReady(page);
  await usePictures(page, [pictureFile(folder, 'tall.png', 60, 100, 40), pictureFile(folder, 'square.png', 80, 80, 200)]);
  await says(page, /^2 pictures$/);
  await openHood(page);
  await page.getByTestId('buckets').check();
  await page.getByTestId('preview-size').selectOption('other');
  await fillFields(page, { 'preview-width': 96, 'preview-height': 48 });
  await page.getByTestId('further-add').click();
  await fillFields(page, { 'further-name': 'second-word', 'further-startText': 'dog', 'further-vectors': 1 });
  await page.getByTestId('further-files').setInputFiles([pictureFile(folder, 'wide.png', 120, 70, 90)]);
  await page.locator('[data-testid=further-datasetId]:has(option:checked:not([value=""]))').waitFor();
  await startRun(page, { ...SHORT, button: 'start', name: 'first-word', vectors: 2, steps: 2, previewEvery: 1, previewSteps: 2, saveEvery: 2 });
  await waitForEnd(page);

  const previews = await savePreviews(page, folder);
  assert.ok(previews.length > 0);
  for (const path of previews) assert.deepEqual(sizeOf(path), [96, 48]);

  await page.getByTestId('library-link').click();
  await card(page, 'second-word').waitFor();
  assert.deepEqual(await vectorsOf(page, 'first-word'), [2, WIDTH]);
  assert.deepEqual(await vectorsOf(page, 'second-word'), [1, WIDTH]);
  await becomes(() => page.getByTestId('word-card').locator('img').count(), 2);
  assert.deepEqual(thrown, []);
});
