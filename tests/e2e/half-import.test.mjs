/** Imports that do not come to their end by themselves: cancelled, and killed with the browser. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { openModels, waitForImport } from '../../tools/page.mjs';
import { noPython, padded, sha256 } from './checkpoints.mjs';
import { journalAt, killer, lookIntoStore } from './model-store.mjs';
import { becomes, pressSurely } from './patience.mjs';
import { slowFile } from './slow-file.mjs';
import { host, modelReady, temporaryFolder, visit } from './visit.mjs';

const MIB = 2 ** 20;
/** An import notes its place every 64 MiB at least: this file is long enough for that, and ends soon after. */
const PADDING = 72 * MIB;
const NOTED = 64 * MIB;
const OVERLAP = 64 * 2 ** 10;

async function offerAddress(page, address) {
  await openModels(page);
  await page.getByTestId('model-address').fill(address);
  await page.getByTestId('model-look').click();
  await waitForImport(page, 'review');
}

/** Starts an import that noted its place and gets no further. */
async function goHalfWay({ page, file, url }) {
  file.limit = Infinity;
  await offerAddress(page, `${url}padded.safetensors`);
  file.limit = NOTED + 6 * MIB;
  await page.getByTestId('import-start').click();
  await journalAt(page, NOTED);
}

/** `before`: what the store held until then. */
async function halfAnImport(t, path = padded(temporaryFolder(t), PADDING), profile = undefined) {
  const file = slowFile('padded.safetensors', path);
  const { url } = await host(t, file.also);
  const { context, page } = await visit(t, { url, profile });
  await modelReady(page);
  const before = await lookIntoStore(page);
  await goHalfWay({ page, file, url });
  return { context, page, file, url, before };
}

test('what a half import leaves can be removed; a cancelled one leaves nothing, and can be started again', { skip: noPython }, async (t) => {
  const half = await halfAnImport(t);
  const { page, file, before } = half;
  await page.reload();
  await pressSurely(page.getByTestId('import-remove'));
  await page.getByTestId('half-import').waitFor({ state: 'detached' });
  await becomes(() => lookIntoStore(page), before);

  await goHalfWay(half);
  await page.getByTestId('import-cancel').click();
  await waitForImport(page, 'review');
  await becomes(() => lookIntoStore(page), before);
  file.limit = Infinity;
  await page.getByTestId('import-start').click();
  await waitForImport(page, 'done');
});

/** Goes on with the half import that a new browser finds; returns the model's hash as it is shown. */
async function goOn(t, url, profile) {
  const { page } = await visit(t, { url, profile });
  await page.getByTestId('import-resume').click();
  await waitForImport(page, 'done');
  await becomes(async () => (await lookIntoStore(page)).journals, []);
  assert.equal(await page.getByTestId('half-import').count(), 0, 'what has come to its end is not offered once more');
  return page.getByTestId('model-hash').innerText();
}

test('a killed browser goes on with an address where it was', { skip: noPython }, async (t) => {
  const path = padded(temporaryFolder(t), PADDING);
  const profile = temporaryFolder(t);
  const { context, file, url } = await halfAnImport(t, path, profile);
  await (await killer(context))();

  file.limit = Infinity;
  file.starts.length = 0;
  assert.equal(await goOn(t, url, profile), sha256(path).slice(0, 10));
  // The header is read again, and a little before the break to see that it is still the same file; no more of what was done.
  const large = file.starts.filter((start) => start > MIB);
  assert.ok(large.length > 0 && large.every((start) => start >= NOTED - OVERLAP), `asked for bytes from ${file.starts}`);
});

/** A file of the browser's own file system: a handle that needs nobody's permission, as a test can give none. */
async function giveHandle(page, bytes) {
  await page.evaluate(async (data) => {
    const root = await navigator.storage.getDirectory();
    const handle = await root.getFileHandle('padded.safetensors', { create: true });
    const writer = await handle.createWritable();
    const response = await fetch(data);
    await response.body.pipeTo(writer);
    window.showOpenFilePicker = async () => [handle];
  }, bytes);
}

test('a killed browser goes on with a file it has a handle of', { skip: noPython }, async (t) => {
  const path = padded(temporaryFolder(t), 4 * PADDING);
  const served = slowFile('padded.safetensors', path);
  const { url } = await host(t, served.also);
  const profile = temporaryFolder(t);
  const { context, page } = await visit(t, { url, profile });
  await modelReady(page);
  await giveHandle(page, `${url}padded.safetensors`);
  await openModels(page);
  await page.getByText('Choose a file').click();
  await waitForImport(page, 'review');
  const kill = await killer(context);
  await page.getByTestId('import-start').click();
  await journalAt(page, NOTED);
  await kill();

  const requests = served.starts.length;
  assert.equal(await goOn(t, url, profile), sha256(path).slice(0, 10));
  assert.equal(served.starts.length, requests, 'the file is read, not the address');
});
