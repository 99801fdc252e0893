/** A run of many steps without training them: a short real one, whose log, evaluations and previews are made long in the store. */
import { startRun, waitForStep } from '../../tools/page.mjs';
import { SHORT, modelReady } from './visit.mjs';

/** Puts entries as src/store/growing.ts lays them out. Runs in the page. */
async function lengthen([steps, evaluations, pictures]) {
  const request = indexedDB.open('pseudoword-runs');
  await new Promise((done, failed) => Object.assign(request, { onsuccess: done, onerror: failed }));
  const transaction = request.result.transaction('runs', 'readwrite');
  const store = transaction.objectStore('runs');
  const read = (get) => new Promise((done) => (get.onsuccess = () => done(get.result)));
  const keys = await read(store.getAllKeys());
  const id = keys.find((key) => key.startsWith('record/')).slice('record/'.length);
  const [run, state] = [await read(store.get(`record/${id}`)), await read(store.get(`state/${id}`))];
  const [first] = await read(store.get(`evals/${id}/00000000`));
  const key = (name, chunk) => `${name}/${id}/${String(chunk).padStart(8, '0')}`;
  const spread = (count, i) => Math.round((i * steps) / count);
  for (const old of keys.filter((name) => /^(log|evals|previews)\//.test(name))) store.delete(old);
  for (let chunk = 0; chunk * 1024 < steps; chunk++) {
    const column = (value) => Float64Array.from({ length: Math.min(1024, steps - chunk * 1024) }, (_, i) => value(chunk * 1024 + i + 1));
    const noise = (i) => (i * 2654435761) % 1000 / 1000;
    store.put({
      step: column((i) => i), loss: column((i) => 0.1 + 0.2 * noise(i) + 1000 / (i + 2000)), rate: column((i) => 0.005 / (1 + Math.floor(i / 20_000))),
      gradient: column((i) => 0.01 * noise(i + 7)), norm: column((i) => 0.4 + i / 1e6),
    }, key('log', chunk));
  }
  for (let chunk = 0; chunk * 64 < evaluations; chunk++) {
    const records = Array.from({ length: Math.min(64, evaluations - chunk * 64) }, (_, i) => ({ ...first, step: spread(evaluations, chunk * 64 + i), items: new Array(96).fill(first.loss) }));
    store.put(records, key('evals', chunk));
  }
  for (let i = 0; i < pictures; i++) {
    // a transaction does not wait for pictures: what is put is a Blob at once
    const [, base64] = window.drawn[i % window.drawn.length].split(',');
    const png = new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], { type: 'image/png' });
    store.put([{ step: spread(pictures, i + 1), png, prompt: 'a photo', seed: 1 }], key('previews', i));
  }
  const changes = Array.from({ length: 20 }, (_, i) => ({ step: spread(21, i + 1), rate: `${0.001 * (i + 1)}` }));
  store.put({ log: steps, evals: evaluations, previews: pictures }, `lengths/${id}`);
  store.put({ ...state, step: steps }, `state/${id}`);
  store.put({ ...run, changes, settings: { ...run.settings, steps: steps + 1000, saveEvery: 1_000_000, evalEvery: 0, preview: { ...run.settings.preview, every: 0 } } }, `record/${id}`);
  await new Promise((done, failed) => Object.assign(transaction, { oncomplete: done, onabort: failed }));
  request.result.close();
}

/** Small pictures as data: addresses. Runs in the page. */
function draw() {
  window.drawn = Array.from({ length: 16 }, (_, i) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 64 });
    const context = canvas.getContext('2d');
    context.fillStyle = `hsl(${i * 22} 70% 50%)`;
    context.fillRect(8, 8, 48, 48);
    return canvas.toDataURL('image/png');
  });
}

/** Leaves a stopped run of so many steps in the page's store, as it is after a reload. */
export async function storeLongRun(page, { steps, evaluations = 500, previews = 200 }) {
  await modelReady(page);
  await startRun(page, { ...SHORT, steps: 50 });
  await waitForStep(page, 1);
  await page.getByTestId('stop').click();
  await page.getByTestId('resume').waitFor();
  await page.goto('about:blank').then(() => page.goBack());
  await modelReady(page);
  await page.evaluate(draw);
  await page.evaluate(lengthen, [steps, evaluations, previews]);
}
