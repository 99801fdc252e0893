/** Taggers in a browser: brought as files, asked about pictures, written, taken back; again without a network. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { decoderModel, deepDanbooruModel, DEEPDANBOORU_TAGS, unknownModel, visionModel, VOCABULARY, wd14Model, WD14_CSV } from '../tagging/models.mjs';
import { becomes } from './patience.mjs';
import { colourPng } from './pictures.mjs';
import { host, says, temporaryFolder, visit } from './visit.mjs';

const file = (name, content) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });
const png = (name, buffer) => ({ name, mimeType: 'image/png', buffer });
/** 60 × 40: in a white square a third is white. */
const pictures = [
  png('red.png', colourPng(60, 40, [250, 0, 0])), png('blue.png', colourPng(60, 40, [0, 0, 255])), { name: 'blue.txt', mimeType: 'text/plain', buffer: Buffer.from('a mug') },
];

async function open(page, url) {
  await page.goto(`${url}#/pictures/tagging`);
  await page.getByTestId('tagging').waitFor();
}

async function add(page, ...files) {
  const before = await page.getByTestId('tagger').count();
  await page.getByTestId('tagger-input').setInputFiles(files);
  await page.waitForFunction((count) => document.querySelectorAll('[data-testid=tagger]').length > count, before);
}

/** Until the model's words for the picture are these. @param {RegExp} expected */
const said = (page, expected) => page.getByTestId('tagging-said').filter({ hasText: expected }).waitFor();

async function captionsAre(page, expected) {
  const now = page.getByTestId('tagging-look').locator('.now');
  for (const [i, caption] of expected.entries()) {
    if (i) await page.getByTestId('tagging-later').click();
    await becomes(async () => (await now.innerText()).replace(/^.*?:\s*/, ''), caption);
  }
  for (let i = 1; i < expected.length; i++) await page.getByRole('button', { name: 'Picture before' }).click();
}

async function writeAll(page) {
  await page.getByTestId('tagging-start').click();
  await page.getByTestId('tagging-report').waitFor();
}

test('a person’s taggers write captions, and do so without a network too', async (t) => {
  const server = await host(t);
  const profile = temporaryFolder(t);
  const { page, context, thrown, close } = await visit(t, { url: 'about:blank', profile });
  const asked = [];
  // What the service worker puts aside is not loaded by the page.
  context.on('request', (request) => request.serviceWorker() || asked.push(request.url()));
  await page.goto(server.url);
  await page.getByTestId('picture-input').setInputFiles(pictures);
  await page.getByTestId('picture-row').nth(1).waitFor();
  await open(page, server.url);
  const ofRuntime = () => asked.filter((address) => /ort[.-]/.test(address));
  assert.deepEqual(ofRuntime(), []);

  await t.test('what is none is answered with what it is', async () => {
    await page.getByTestId('tagger-input').setInputFiles([file('mask.onnx', unknownModel()), file('selected_tags.csv', WD14_CSV)]);
    await says(page, /mask\.onnx: image: float32 \[1, 3, height, width\]/);
    await page.getByTestId('tagger-input').setInputFiles([file('broken.onnx', 'hello'), file('tags.txt', DEEPDANBOORU_TAGS)]);
    await says(page, /“broken\.onnx” is not a model/);
    await page.getByTestId('tagger-input').setInputFiles([file('m.onnx', wd14Model(32)), file('tags.txt', DEEPDANBOORU_TAGS)]);
    await says(page, /list has 4 tags, and the model answers 6 scores/);
    assert.equal(await page.getByTestId('tagger').count(), 0);
  });

  await t.test('WD14 captions all, beside what is there; one click takes it back', async () => {
    await add(page, file('model.onnx', wd14Model()), file('selected_tags.csv', WD14_CSV));
    await becomes(async () => ofRuntime().filter((address) => address.endsWith('.wasm')).length, 1);
    await page.getByTestId('tagging-existing').selectOption('prepend');
    await writeAll(page);
    await captionsAre(page, ['red thing, crimson fox, ^_^', 'a mug blue thing, ^_^']);
    await page.getByTestId('tagging-undo').click();
    await page.getByTestId('tagging-report').waitFor({ state: 'detached' });
    await captionsAre(page, ['none', 'a mug']);
    await page.getByTestId('tagging-existing').selectOption('ignore');
  });

  await t.test('options change what is written at once', async () => {
    await page.getByTestId('tagging-try').click();
    await said(page, /^red thing, crimson fox, \^_\^$/);
    await page.getByTestId('tagging-ranks').check();
    await page.getByTestId('tagging-exclude').fill('crimson fox');
    await said(page, /^\(red thing:0\.9\d\d\), \(\^_\^:0\.881\)$/);
    await page.getByTestId('tagging-threshold').fill('1.5');
    await says(page, /From 0 to 1; until then 0\.35 counts/);
    await page.getByTestId('tagging-threshold').fill('0.9');
    await said(page, /^\(red thing:0\.9\d\d\)$/);
  });

  await t.test('the graphics card says the same', async () => {
    await page.getByTestId('tagging-place').selectOption('webgpu');
    await page.getByTestId('tagging-try').click();
    await page.getByTestId('tagging-look').getByText(/On the graphics card/).waitFor();
    await said(page, /^\(red thing:0\.9\d\d\)$/);
    await page.getByTestId('tagging-place').selectOption('auto');
  });

  await t.test('DeepDanbooru and BLIP', async () => {
    await add(page, file('deepdanbooru.onnx', deepDanbooruModel()), file('tags.txt', DEEPDANBOORU_TAGS));
    await page.getByTestId('tagging-try').click();
    await said(page, /^red$/);
    await add(page, file('vision_model.onnx', visionModel()), file('text_decoder_model.onnx', decoderModel()), file('vocab.txt', VOCABULARY));
    await page.getByTestId('tagging-min').fill('1');
    await page.getByTestId('tagging-try').click();
    await said(page, /^red things$/);
  });

  await t.test('without a network', async () => {
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    assert.deepEqual(thrown, []);
    await close();
    await server.close();
    const again = await visit(t, { url: server.url, profile });
    await open(again.page, server.url);
    await writeAll(again.page);
    await captionsAre(again.page, ['red things', 'blue things']);
    assert.deepEqual(again.thrown, []);
  });
});
