/** Pictures dropped and pasted, as a person does it: a folder from the desktop, on either screen, and what was copied elsewhere. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { colourPng, greyPng } from './pictures.mjs';
import { expectSound } from './sound.mjs';
import { host, modelReady, says, temporaryFolder, visit } from './visit.mjs';

/** `a folder/fox.png`, `a folder/deeper/fox.png`, each with a caption of its own beside it. */
function folderIn(parent) {
  const folder = join(parent, 'a folder');
  const files = { 'fox.png': greyPng(40, 30, 60), 'fox.txt': 'outside', 'deeper/fox.png': greyPng(30, 40, 90), 'deeper/fox.txt': 'inside', '.hidden.png': greyPng(32, 32) };
  mkdirSync(join(folder, 'deeper'), { recursive: true });
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  return folder;
}

/** From the system's desktop: the page gets entries that it walks through, as with a real drag. */
async function drop(context, page, target, path) {
  const { x, y, width, height } = await target.boundingBox();
  const session = await context.newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  const send = (type) => session.send('Input.dispatchDragEvent', { type, x: x + width / 2, y: y + height / 2, data });
  for (const type of ['dragEnter', 'dragOver', 'drop']) await send(type);
  await session.detach();
}

/** Captions in the order of the grid, once there are as many. */
async function captionsAre(page, expected) {
  await page.waitForFunction((count) => document.querySelectorAll('[data-testid=caption-tile]').length === count, expected.length);
  const found = await page.getByTestId('caption-tile').locator('p').allInnerTexts();
  assert.deepEqual(found.sort(), expected);
}

const openCaptions = (page) => page.goto(page.url().replace(/#.*|$/, '#/pictures/captions'));

test('a folder dropped on the first screen: pictures of all its folders, each with the caption beside it', async (t) => {
  const { url } = await host(t);
  const { context, page, thrown } = await visit(t, { url });
  await modelReady(page);
  await drop(context, page, page.locator('.drop-well').first(), folderIn(temporaryFolder(t)));
  await says(page, /^2 pictures$/);
  await openCaptions(page);
  await captionsAre(page, ['inside', 'outside']);
  assert.deepEqual(thrown, []);
});

/** A picture copied in another program: bytes with a type, without a name of its own. */
function paste(base64) {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([bytes], 'image.png', { type: 'image/png' }));
  document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
}

test('where pictures are put in order and there are none: dropped there, chosen there, pasted there', async (t) => {
  const { url } = await host(t);
  const { context, page, thrown } = await visit(t, { url, context: { viewport: { width: 1280, height: 900 } } });
  await modelReady(page);
  await openCaptions(page);
  await says(page, /^No pictures yet$/);
  await expectSound(page, 'no pictures');
  await drop(context, page, page.locator('#workshop .drop-well'), folderIn(temporaryFolder(t)));
  await captionsAre(page, ['inside', 'outside']);
  await page.evaluate(paste, colourPng(20, 20, [9, 99, 199]).toString('base64'));
  await captionsAre(page, ['inside', 'no caption', 'outside']);

  await page.getByTestId('back').click();
  await page.getByRole('button', { name: 'Remove all' }).click();
  await openCaptions(page);
  await page.getByTestId('workshop-picture-input').setInputFiles({ name: 'chosen.png', mimeType: 'image/png', buffer: greyPng(33, 33) });
  await captionsAre(page, ['no caption']);
  assert.deepEqual(thrown, []);
});
