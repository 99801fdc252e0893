/** Bad input, through the page: each is answered in words, and none starts a run. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { fillFields, hasStarted, offerModel, waitForImport } from '../../tools/page.mjs';
import { brokenModel } from './broken-models.mjs';
import { greyPng } from './pictures.mjs';
import { host, modelReady, says, temporaryFolder, visit } from './visit.mjs';

const png = (name, buffer) => ({ name, mimeType: 'image/png', buffer });
const good = [40, 120, 200].map((tone) => png(`grey-${tone}.png`, greyPng(64, 64, tone)));

/** Tries to start as a person would; a locked button is an answer too. */
async function tryStart(page) {
  const start = page.getByTestId('start');
  if (await start.isEnabled()) await start.click();
}

async function pictures(t, page) {
  await tryStart(page);
  await says(page, /no pictures/i);
  const input = page.getByTestId('picture-input');
  await input.setInputFiles(png('notes.png', Buffer.from('dear diary')));
  await says(page, /notes\.png.*not a picture/i);
  await input.setInputFiles(png('thread.png', greyPng(20_000, 10)));
  await says(page, /thread\.png.*20.?000 × 10/);
  await tryStart(page);
  await says(page, /no pictures/i);
  assert.equal(await hasStarted(page), false);
}

const refused = [
  ['an empty name', { 'word-name': '' }, /has no name/i],
  ['a name with a slash', { 'word-name': 'a/b' }, /cannot hold .\//],
  ['a name with an emoji', { 'word-name': 'mug 🐙' }, /cannot hold .🐙/],
  ['0 vectors', { vectors: '0' }, /1 to 75 vectors, not 0/],
  ['76 vectors', { vectors: '76' }, /1 to 75 vectors, not 76/],
  ['rate 0', { rate: '0' }, /rate of 0 learns nothing/i],
  ['rate abc', { rate: 'abc' }, /.abc. is not a number/],
  ['rate 0.005:-0.5', { rate: '0.005:-0.5' }, /.-0\.5. is not a step/],
];

async function fields(t, page) {
  await page.getByTestId('picture-input').setInputFiles(good);
  await says(page, /^3 pictures$/);
  const fine = { 'word-name': 'mug', 'start-text': 'cup', vectors: '2', rate: '0.005' };
  for (const [name, fields, words] of refused) {
    await t.test(name, async () => {
      await fillFields(page, { ...fine, ...fields });
      await tryStart(page);
      await says(page, words);
      assert.equal(await hasStarted(page), false);
    });
  }
}

async function startingText(t, page) {
  await fillFields(page, { 'start-text': '' });
  await says(page, /begins from zeros/i);
  await fillFields(page, { 'start-text': 'a red cup of tea', vectors: '2' });
  await says(page, /5 tokens and the word 2 vectors/);
}

const models = [
  ['missing', /lacks tensors \(1\): .*conv_in\.bias/],
  ['shape', /tensor .*conv1\.weight.* has the shape/],
];

async function extraTensor(t, page) {
  await offerModel(page, brokenModel('extra', temporaryFolder(t)));
  await waitForImport(page, 'review');
  // in a list that is closed
  await page.getByTestId('import').filter({ hasText: 'surprise.weight' }).waitFor();
}

async function faultyModels(t, page) {
  const folder = temporaryFolder(t);
  for (const [fault, words] of models) {
    await t.test(fault, async () => {
      await offerModel(page, brokenModel(fault, folder));
      await says(page, words);
    });
  }
}

/** Each on a page loaded anew: opening it takes longer than most of these. */
const CASES = {
  'pictures: no image, a thread, none at all': pictures,
  'fields: what is refused says why and does not start': fields,
  'starting text: empty warns of zeros, too long says which part is used': startingText,
  'a tensor that nothing uses is listed, not refused': extraTensor,
  'model folders with a fault name the tensor': faultyModels,
};

test('bad input, on one visit', async (t) => {
  const { url } = await host(t);
  const { page } = await visit(t, { url });
  for (const [name, work] of Object.entries(CASES)) {
    await t.test(name, async (t) => {
      await page.evaluate(() => (location.hash = '#/'));
      await page.reload();
      await modelReady(page);
      await work(t, page);
    });
  }
});
