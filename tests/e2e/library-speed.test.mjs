/** How long the library takes: to open with 2,000 words, to read and to write a card of 75 vectors. Measured inside the page. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { downloaded, host, says, temporaryFolder, visit } from './visit.mjs';
import { readCard, withoutText, wordFile } from './words.mjs';

const OPEN_MS = 1000;
const READ_MS = 300;
const WRITE_MS = 600;
const COUNT = 2000;
/** Others at work on two cores: the quickest of some goes is what the page itself takes. */
const GOES = 12;

/** Milliseconds of each go, until one is under the limit. */
async function goes(limit, go) {
  const took = [await go()];
  while (took.at(-1) >= limit && took.length < GOES) took.push(await go());
  return took;
}

/** So many at once: every picture under way holds a file of the browser's, and a machine may allow it a thousand. */
const BATCH = 100;

/** Words as the store keeps them, each with a picture of its own. */
function fillStore(page, count) {
  return page.evaluate(async ([words, batch]) => {
    const context = new OffscreenCanvas(128, 128).getContext('2d');
    const picture = (i) => {
      for (let y = 0; y < 8; y++) for (let x = 0; x < 8; x++) {
        context.fillStyle = `hsl(${(i * 37 + x * 9 + y * 23) % 360} 70% 50%)`;
        context.fillRect(16 * x, 16 * y, 16, 16);
      }
      return context.canvas.convertToBlob();
    };
    const put = (store, i, preview) => {
      const info = { id: `w${i}`, name: `word ${i}`, count: 4, width: 768, step: 10 * i, modelName: 'v1-5', created: i, preview, tags: [`t${i % 9}`], form: 'kohya', family: 'sd1' };
      store.put(info, info.id);
      store.put({ vectors: new Float32Array(4 * 768) }, `${info.id}/values`);
    };
    const open = indexedDB.open('pseudoword-embeddings');
    await new Promise((done, failed) => Object.assign(open, { onsuccess: done, onerror: failed }));
    for (let from = 0; from < words; from += batch) {
      const pictures = [];
      for (let i = from; i < Math.min(words, from + batch); i++) pictures.push(await picture(i));
      const transaction = open.result.transaction('embeddings', 'readwrite');
      pictures.forEach((preview, i) => put(transaction.objectStore('embeddings'), from + i, preview));
      await new Promise((done, failed) => Object.assign(transaction, { oncomplete: done, onabort: failed }));
    }
    open.result.close();
  }, [count, BATCH]);
}

/** Milliseconds from `begin` until `found`, which is looked for in every frame. Both run in the page. */
const until = (page, begin, found) =>
  page.evaluate(
    async ([beginText, foundText]) => {
      const [start, seen] = [beginText, foundText].map((text) => new Function(`return (${text})()`));
      const from = performance.now();
      await start();
      while (!seen()) await new Promise(requestAnimationFrame);
      return performance.now() - from;
    },
    [`${begin}`, `${found}`],
  );

/** Notes when the first word's picture is in the document. Runs before the page. */
function watchFirst() {
  const look = () => {
    if (document.querySelector('[data-testid=word-card] img')) window.first = performance.now();
    else requestAnimationFrame(look);
  };
  look();
}

test(`${COUNT} words open under ${OPEN_MS} ms`, async (t) => {
  const { url } = await host(t);
  const { context, page } = await visit(t, { url });
  await page.getByTestId('library-link').waitFor();
  await fillStore(page, COUNT);

  await context.addInitScript(watchFirst);
  const loads = await goes(OPEN_MS, async () => {
    await page.goto('about:blank');
    await page.goto(`${url}#/library`);
    return page.waitForFunction(() => window.first).then((first) => first.jsonValue());
  });
  await says(page, /^2,000 words$/);
  const opens = await goes(OPEN_MS, async () => {
    await page.evaluate(() => (location.hash = '#/'));
    await page.getByTestId('word-grid').waitFor({ state: 'detached' });
    return until(page, () => void (location.hash = '#/library'), () => document.querySelector('[data-testid=word-card] img')?.complete);
  });
  t.diagnostic(`page and library from nothing: ${loads.map(Math.round)} ms; library from the first screen: ${opens.map(Math.round)} ms`);
  assert.ok(Math.min(...loads) < OPEN_MS, `${Math.min(...loads)} ms`);
  assert.ok(Math.min(...opens) < OPEN_MS, `${Math.min(...opens)} ms`);
  assert.ok((await page.getByTestId('word-card').count()) < 100, 'only what is seen is in the document');

  // rows are measured as they are seen: the end moves
  await page.waitForFunction(() => {
    scrollTo(0, document.body.scrollHeight);
    return [...document.querySelectorAll('[data-testid=word-name-shown]')].some(({ textContent }) => textContent.trim() === 'word 0');
  });
  const typed = await until(
    page,
    () => {
      const field = document.querySelector('[data-testid=word-search]');
      field.value = 'word 1234';
      field.dispatchEvent(new Event('input', { bubbles: true }));
    },
    () => document.querySelector('[data-testid=word-count]').textContent.startsWith('1 of'),
  );
  t.diagnostic(`search: ${Math.round(typed)} ms`);
});

/** Puts a file into the page's input; milliseconds until it says what was found. */
async function readIn(page, path, type) {
  await page.evaluate(
    ([base64, name, mime]) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      window.given = new DataTransfer();
      window.given.items.add(new File([bytes], name, { type: mime }));
    },
    [readFileSync(path).toString('base64'), path.split('/').at(-1), type],
  );
  const begin = () => {
    const input = document.querySelector('[data-testid=word-input]');
    input.files = window.given.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  };
  await page.evaluate(() => document.querySelector('[data-testid=words-report] button')?.click());
  await page.getByTestId('words-report').waitFor({ state: 'detached' });
  await page.getByTestId('words-in').getByRole('button', { disabled: false }).first().waitFor();
  return until(page, begin, () => document.querySelector('[data-testid=word-found]'));
}

/** Milliseconds from the click on the menu to the download's own click. */
async function writeOut(page, form) {
  await page.getByTestId('save-as').first().click();
  await page.getByTestId(`save-${form}`).waitFor();
  await page.evaluate(() => {
    window.wrote = false;
    HTMLAnchorElement.prototype.click = function click() {
      window.wrote = true;
    };
  });
  return until(page, `() => document.querySelector('[data-testid=save-${form}]').click()`, () => window.wrote);
}

test(`a card of 75 vectors is read under ${READ_MS} ms and written under ${WRITE_MS} ms`, async (t) => {
  const { url } = await host(t);
  const { page } = await visit(t, { url: `${url}#/library` });
  await page.getByTestId('words-in').waitFor();
  const folder = temporaryFolder(t);
  await readIn(page, wordFile(folder, 'long.safetensors', { emb_params: [75, 768] }), '');

  const file = await downloaded(page, async () => {
    await page.getByTestId('save-as').click();
    await page.getByTestId('save-card').click();
  });
  const path = join(folder, 'long.png');
  writeFileSync(path, readFileSync(await file.path()));
  const card = readCard(readFileSync(path));
  // 1212 wide at most: some numbers pack a little better than others
  assert.deepEqual([card.height, card.vectors.length], [512, 4 * 75 * 768]);
  assert.ok(card.width > 1190, `${card.width} wide`);

  const stripped = join(folder, 'stripped.png');
  writeFileSync(stripped, withoutText(readFileSync(path)));
  const texts = await goes(READ_MS, () => readIn(page, path, 'image/png'));
  const pixels = await goes(READ_MS, () => readIn(page, stripped, 'image/png'));
  const writes = await goes(WRITE_MS, () => writeOut(page, 'card'));
  t.diagnostic(`read: by text ${texts.map(Math.round)} ms, by pixels ${pixels.map(Math.round)} ms; written: ${writes.map(Math.round)} ms`);
  assert.ok(Math.min(...texts) < READ_MS, `${Math.min(...texts)} ms`);
  assert.ok(Math.min(...pixels) < READ_MS, `${Math.min(...pixels)} ms`);
  assert.ok(Math.min(...writes) < WRITE_MS, `${Math.min(...writes)} ms`);
});
