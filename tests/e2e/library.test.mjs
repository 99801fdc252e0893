/** Words on the real page: dropped, seen, renamed, given out in every form, deleted and brought back; and what is hostile or broken. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import test from 'node:test';
import { drop } from './model-store.mjs';
import { becomes, pressUntil } from './patience.mjs';
import { greyPng } from './pictures.mjs';
import { downloaded, host, says, temporaryFolder, visit } from './visit.mjs';
import { readCard, readSafetensors, readZip, safetensors, wordFile } from './words.mjs';

const CARD = 'tests/fixtures/a1111/test-emb.png';
const PT = 'tests/fixtures/a1111/hand.pt';

/** A word behind an address. */
const also = ({ url }, response) => {
  if (!url.endsWith('/far.pt')) return false;
  response.writeHead(200, { 'content-length': readFileSync(PT).length }).end(readFileSync(PT));
  return true;
};

async function ready(t) {
  const { url } = await host(t, also);
  const opened = await visit(t, { url: `${url}#/library` });
  await opened.page.getByTestId('words-in').waitFor();
  return { ...opened, url };
}

/** Runs in the page. */
async function clearStore() {
  const open = indexedDB.open('pseudoword-embeddings');
  const done = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: resolve, oncomplete: resolve, onerror: reject, onabort: reject }));
  await done(open);
  const transaction = open.result.transaction('embeddings', 'readwrite');
  transaction.objectStore('embeddings').clear();
  await done(transaction);
  open.result.close();
}

/** The screen of words, with none in the store: a load costs less than a visit. */
async function empty({ page }) {
  await page.evaluate(clearStore);
  await page.evaluate(() => (location.hash = '#/library'));
  await page.reload();
  await page.getByTestId('words-in').waitFor();
}

const cases = [];
/** All on one visit, in this order. */
const onPage = (name, work) => cases.push([name, work]);

const card = (page, name) => page.getByTestId('word-card').filter({ has: page.getByRole('heading', { name, exact: true }) });
const report = (page) => page.getByTestId('words-report');

async function add(page, ...paths) {
  await page.getByTestId('word-input').setInputFiles(paths);
  await report(page).waitFor();
}

/** Clicks something that downloads; the file's name and bytes. */
async function given(page, click) {
  const file = await downloaded(page, click);
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

async function save(page, name, form) {
  const item = card(page, name).getByTestId(`save-${form}`);
  await pressUntil(card(page, name).getByTestId('save-as'), item);
  return given(page, () => item.click());
}

const openWord = (page, name) => pressUntil(card(page, name).getByTestId('word-name-shown'), page.getByTestId('word-view'));

/** Width and height of a word's picture, which is read once it is in sight. */
async function pictureSize(page, name) {
  const picture = card(page, name).locator('img');
  await picture.scrollIntoViewIfNeeded();
  return picture.evaluate((image) => image.decode().then(() => [image.naturalWidth, image.naturalHeight]));
}

async function rename(page, from, to) {
  await openWord(page, from);
  await page.getByTestId('rename-word').click();
  await page.getByTestId('rename-word-field').fill(to);
  await page.getByTestId('rename-word-field').press('Enter');
  await page.getByTestId('word-title').getByText(to, { exact: true }).waitFor();
  await page.getByTestId('back').click();
}

onPage('a card and a .pt, from the drop to every form of file', async (t, { context, page }) => {
  const original = readCard(readFileSync(CARD));
  await drop(context, page, page.getByTestId('words-in'), [CARD, PT]);
  await says(page, /2 words were found/);
  assert.match(await report(page).innerText(), /2 vectors, from A1111’s form in a card’s text · Stable Diffusion 1\.x/);
  await says(page, /A1111’s form in a torch file/);
  assert.ok((await pictureSize(page, 'test-emb'))[0] > 0);

  await rename(page, 'test-emb', 'blue mug');
  await t.test('.safetensors', async () => {
    const { name, bytes } = await save(page, 'blue mug', 'safetensors');
    const { metadata, tensors, dataOf } = readSafetensors(bytes);
    assert.equal(name, 'blue mug.safetensors');
    assert.deepEqual(tensors.emb_params.shape, [2, 768]);
    assert.ok(dataOf('emb_params').equals(original.vectors));
    assert.ok(Object.values(metadata).includes('blue mug'));
  });
  for (const form of ['pt', 'bin']) {
    await t.test(`.${form}`, async () => {
      const { name, bytes } = await save(page, 'blue mug', form);
      const entries = readZip(bytes);
      const [pickle, numbers] = [/\/data\.pkl$/, /\/data\/0$/].map((path) => entries[Object.keys(entries).find((key) => path.test(key))]);
      assert.equal(name, `blue mug.${form}`);
      assert.ok(numbers.equals(original.vectors));
      assert.ok(pickle.includes('blue mug') && !pickle.includes('test-emb'));
    });
  }
  for (const form of ['card', 'plain-card']) {
    await t.test(form, async () => {
      const { name, bytes } = await save(page, 'blue mug', form);
      const inside = readCard(bytes);
      assert.equal(name, 'blue mug.png');
      assert.deepEqual([inside.name, inside.step], ['blue mug', original.step]);
      assert.ok(inside.vectors.equals(original.vectors));
      assert.ok(inside.height >= 512);
    });
  }
});

onPage('chosen words come as one zip, names that clash told apart', async (t, { page }) => {
  await add(page, CARD, CARD, PT);
  await page.getByTestId('choose-all').click();
  await page.getByTestId('zip-form').selectOption('safetensors');
  const { name, bytes } = await given(page, () => page.getByTestId('save-zip').click());
  const entries = readZip(bytes);
  assert.match(name, /\.zip$/);
  assert.deepEqual(Object.keys(entries).sort(), ['héllo.safetensors', 'test-emb (2).safetensors', 'test-emb.safetensors'].sort());
  for (const file of Object.values(entries)) assert.equal(readSafetensors(file).tensors.emb_params.shape[1], 768);
});

onPage('tags, notes and search; what is said of a word is there after a reload', async (t, { page }) => {
  await add(page, CARD, PT);
  await openWord(page, 'test-emb');
  await page.getByTestId('word-tags').fill('red, toys');
  await page.getByTestId('word-notes').fill('best at 0.8');
  await page.getByTestId('word-notes').press('Tab');
  await page.getByTestId('back').click();
  await page.getByTestId('tag-filter').filter({ hasText: 'toys' }).click();
  await says(page, /^1 of 2 words$/);
  await page.getByTestId('tag-filter').filter({ hasText: 'toys' }).click();
  await says(page, /^2 words$/);
  // found only once the store has it: a reload breaks off what is being written
  await page.getByTestId('word-search').fill('0.8');
  await says(page, /^1 of 2 words$/);
  await page.reload();
  await page.getByTestId('word-search').fill('0.8');
  await says(page, /^1 of 2 words$/);
  await card(page, 'test-emb').waitFor();
  await page.getByTestId('tag-filter').filter({ hasText: 'toys' }).waitFor();
  await page.getByTestId('word-search').fill('no such thing');
  await page.getByRole('button', { name: 'Show all' }).click();
  await says(page, /^2 words$/);
});

onPage('a deleted word comes back, with its numbers', async (t, { page }) => {
  await add(page, CARD);
  const before = await save(page, 'test-emb', 'pt');
  await openWord(page, 'test-emb');
  await page.getByTestId('remove-word').click();
  await says(page, /“test-emb” was deleted/);
  // it goes by itself, unless somebody is at it
  await page.getByTestId('undo-notice').hover();
  await says(page, /^No words yet/);
  assert.equal(await page.getByTestId('word-card').count(), 0);
  await page.getByTestId('undo').click();
  assert.ok((await save(page, 'test-emb', 'pt')).bytes.equals(before.bytes));
  assert.equal(await page.getByTestId('undo-notice').count(), 0);
});

/** The card drawn again by a canvas: as JPEG, or without its first column. */
async function redrawn(page, folder, { type, cut = 0 }) {
  const source = `data:image/png;base64,${readFileSync(CARD).toString('base64')}`;
  const data = await page.evaluate(
    async ([address, format, left]) => {
      const image = Object.assign(new Image(), { src: address });
      await image.decode();
      const canvas = Object.assign(document.createElement('canvas'), { width: image.width - left, height: image.height });
      canvas.getContext('2d').drawImage(image, -left, 0);
      return canvas.toDataURL(format, 0.9);
    },
    [source, type, cut],
  );
  const path = join(folder, `redrawn.${type.split('/')[1]}`);
  writeFileSync(path, Buffer.from(data.slice(data.indexOf(',') + 1), 'base64'));
  return path;
}

const damages = [
  ['re-saved as JPEG', { type: 'image/jpeg' }, /damaged by lossy compression/],
  ['cropped by a pixel', { type: 'image/png', cut: 1 }, /damaged by cropping/],
];

onPage('a card that was damaged is answered in words, one whose text was stripped is read', async (t, { page }) => {
  const folder = temporaryFolder(t);
  for (const [name, change, words] of damages) {
    await t.test(name, async () => {
      await add(page, await redrawn(page, folder, change));
      await says(page, words);
      assert.equal(await page.getByTestId('word-card').count(), 0);
    });
  }
  await t.test('redrawn whole', async () => {
    await add(page, await redrawn(page, folder, { type: 'image/png' }));
    await says(page, /A1111’s form in a card’s pixels/);
    const { bytes } = await save(page, 'test-emb', 'safetensors');
    assert.equal(readSafetensors(bytes).tensors.emb_params.shape[0], 2);
  });
});

const HOSTILE = '<img src=x onerror=alert(1)>../../\u202egpj.exe';

onPage('a hostile name is text and nothing else, and its file’s name is harmless', async (t, { page }) => {
  const dialogs = [];
  page.on('dialog', (dialog) => (dialogs.push(dialog.message()), dialog.dismiss()));
  await add(page, wordFile(temporaryFolder(t), 'plain.safetensors', { [HOSTILE]: [2, 768] }));
  assert.equal(await page.getByTestId('word-name-shown').innerText(), HOSTILE);
  assert.equal(await page.locator('img[src="x"]').count(), 0);
  const { name } = await save(page, HOSTILE, 'pt');
  assert.equal(name, basename(name));
  assert.doesNotMatch(name, /[<>/\\\u202e]|^\./);
  await page.getByTestId('word-name-shown').click();
  await page.getByTestId('remove-word').click();
  await says(page, /was deleted/);
  assert.deepEqual(dialogs, []);
});

onPage('words for other models are kept and marked; files that are none say why', async (t, { page }) => {
  const folder = temporaryFolder(t);
  const xl = wordFile(folder, 'xl.safetensors', { clip_l: [3, 768], clip_g: [3, 1280] });
  const odd = wordFile(folder, 'odd.safetensors', { emb_params: [3, 100] });
  const letter = join(folder, 'letter.txt');
  writeFileSync(letter, 'Dear diary');
  await add(page, xl, odd, letter);
  await says(page, /for SDXL: kept, cannot be used here/);
  await says(page, /for another kind of model: 100 numbers a vector/);
  assert.match(await page.getByTestId('word-refused').innerText(), /letter\.txt was left out/);
  const { bytes } = await save(page, 'xl', 'safetensors');
  assert.deepEqual(Object.keys(readSafetensors(bytes).tensors).sort(), ['clip_g', 'clip_l']);
});

onPage('from an address, and by paste', async (t, { page, url }) => {
  await page.getByTestId('word-address').fill(`${url}far.pt`);
  await page.getByTestId('word-get').click();
  await says(page, /1 word was found/);
  await page.getByTestId('word-address').fill('not an address');
  await page.getByTestId('word-address').press('Enter');
  await page.evaluate((base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([bytes], 'image.png', { type: 'image/png' }));
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, readFileSync(CARD).toString('base64'));
  await card(page, 'test-emb').waitFor();
  await page.evaluate((address) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', address);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, `${url}far.pt`);
  await says(page, /^3 words$/);
});

/** A concept as the public library has them: weights, the token's text, pictures. */
async function serveConcept(context) {
  const files = {
    'learned_embeds.safetensors': safetensors({ '<cat-toy>': [1, 768] }),
    'token_identifier.txt': Buffer.from('<cat-toy>'),
    'concept_images/0.png': greyPng(600, 300),
  };
  const list = Object.entries(files).map(([path, { length }]) => ({ type: 'file', path, size: length }));
  await context.route('https://huggingface.co/**', (route) => {
    const { pathname } = new URL(route.request().url());
    const headers = { 'access-control-allow-origin': '*' };
    if (pathname.startsWith('/api/')) return route.fulfill({ headers, json: list });
    const body = files[pathname.split('/resolve/main/')[1]];
    return route.fulfill({ headers: { ...headers, 'content-length': `${body.length}` }, body });
  });
}

onPage('a concept of the public library, with its name and first picture', async (t, { context, page }) => {
  await serveConcept(context);
  await page.getByTestId('word-address').fill('https://huggingface.co/sd-concepts-library/cat-toy');
  await page.getByTestId('word-get').click();
  await card(page, '<cat-toy>').waitFor();
  const [width, height] = await pictureSize(page, '<cat-toy>');
  assert.equal(width / height, 2);
});

onPage('dropped on the third card of the first screen, a word arrives too', async (t, { context, page }) => {
  await page.getByTestId('back').click();
  const link = page.getByTestId('library-link');
  await link.scrollIntoViewIfNeeded();
  await drop(context, page, link, [PT]);
  await says(page, /1 word was found/);
});

onPage('dragged out, a card gives a file: ready when the drag begins', async (t, { page }) => {
  await add(page, CARD);
  const picture = card(page, 'test-emb').getByTestId('word-picture');
  const drag = () =>
    picture.evaluate((element) => {
      const dataTransfer = new DataTransfer();
      const event = new DragEvent('dragstart', { dataTransfer, bubbles: true, cancelable: true });
      return { begun: element.dispatchEvent(event), entry: dataTransfer.getData('DownloadURL') };
    });
  assert.deepEqual(await drag(), { begun: false, entry: '' });
  await picture.dispatchEvent('pointerdown');
  let dragged;
  await becomes(async () => (dragged = await drag()).begun, true);
  assert.match(dragged.entry, /^application\/octet-stream:test-emb\.pt:blob:http/);
});

const focused = (page, id) => page.locator(`[data-testid=${id}]:focus`).waitFor();

onPage('by the keyboard alone: to the library, a word, its files, back', async (t, { page }) => {
  await add(page, CARD);
  await page.getByTestId('back').click();
  await page.getByTestId('library-link').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('words-in').waitFor();
  // the heading is given the focus once the screen is there
  await page.waitForFunction(() => document.activeElement?.textContent?.trim() === 'Library');
  await page.getByTestId('save-as').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('save-pt').waitFor();
  await page.keyboard.press('Tab');
  await focused(page, 'save-pt');
  const { name } = await given(page, () => page.keyboard.press('Enter'));
  assert.equal(name, 'test-emb.pt');
  await page.getByTestId('word-name-shown').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('word-view').waitFor();
  await page.getByTestId('rename-word').focus();
  await page.keyboard.press('Enter');
  await focused(page, 'rename-word-field');
  await page.keyboard.type('typed');
  await page.keyboard.press('Escape');
  assert.equal(await page.getByTestId('word-title').innerText(), 'test-emb');
});

onPage('an open menu stays while the page does, whatever is told late of earlier scrolling, and closes where it moves', async (t, { page }) => {
  await page.setViewportSize({ width: 1280, height: 500 });
  await add(page, CARD);
  await page.getByTestId('save-as').click();
  const item = page.getByTestId('save-pt');
  await item.waitFor();
  await page.evaluate(async () => {
    dispatchEvent(new Event('scroll'));
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
  });
  assert.equal(await item.isVisible(), true);
  await page.evaluate(() => scrollTo(0, scrollY > 50 ? 0 : document.body.scrollHeight));
  await item.waitFor({ state: 'detached' });
  await page.setViewportSize({ width: 1280, height: 900 });
});

onPage('a name that will not do is told why, where it is typed', async (t, { page }) => {
  await add(page, CARD);
  await page.getByTestId('back').click();
  await page.getByTestId('word-name').fill('cat');
  await says(page, /The model has this word already/);
  await page.getByTestId('word-name').fill('my test-emb two');
  await says(page, /contains the name “test-emb”/);
});

onPage('what lies beside a word is named', async (t, { page }) => {
  await add(page, wordFile(temporaryFolder(t), 'both.safetensors', { emp_params: [1, 768], 'output<b>': [1, 768] }));
  assert.equal(await page.getByTestId('word-found').count(), 1);
  assert.match(await page.getByTestId('word-ignored').innerText(), /both\.safetensors\W* holds what is no part of it: \W*output<b>/);
});

// These two change the browser for every page after them.

onPage('shared through the system, as a card', async (t, { context, page }) => {
  await context.addInitScript(() => {
    navigator.canShare = ({ files }) => files.every(({ type }) => type === 'image/png');
    navigator.share = async ({ files: [file] }) => void (window.shared = { name: file.name, type: file.type, size: file.size });
  });
  await page.reload();
  await add(page, CARD);
  await page.getByTestId('save-as').click();
  await page.getByTestId('share').click();
  const shared = await page.waitForFunction(() => window.shared).then((handle) => handle.jsonValue());
  assert.deepEqual([shared.name, shared.type], ['test-emb.png', 'image/png']);
  assert.ok(shared.size > 10_000);
});

/** Runs in the page. */
const sharedLeft = async () => (await (await caches.open('shared')).keys()).length;

onPage('what another app shares and what is opened with the installed app arrives', async (t, { context, page, url }) => {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  // The service worker answers for what is loaded from now on. A page of the app would take what is shared itself.
  await page.goto(`${url}icon.svg`);
  const status = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const body = new FormData();
    body.append('files', new File([bytes], 'wörd.png', { type: 'image/png' }));
    return (await fetch('./share', { method: 'POST', body })).status;
  }, readFileSync(CARD).toString('base64'));
  assert.equal(status, 200);
  await page.goto('about:blank');
  await page.goto(`${url}#/library`);
  await says(page, /1 word was found/);
  await page.reload();
  await card(page, 'test-emb').waitFor();
  await becomes(() => page.evaluate(sharedLeft), 0);
  await says(page, /^1 word$/);

  await context.addInitScript(() => {
    const setConsumer = (consumer) => (window.launch = consumer);
    Object.defineProperty(window, 'launchQueue', { value: { setConsumer } });
  });
  await page.reload();
  await page.waitForFunction(() => window.launch);
  await page.evaluate((base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    window.launch({ files: [{ getFile: async () => new File([bytes], 'opened.pt') }] });
  }, readFileSync(PT).toString('base64'));
  await says(page, /1 word was found/);
});

test('words on one visit', async (t) => {
  const visited = await ready(t);
  for (const [name, work] of cases) {
    await t.test(name, async (t) => {
      await empty(visited);
      await work(t, visited);
    });
  }
  assert.deepEqual(visited.thrown, []);
});
