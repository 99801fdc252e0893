/** Pictures with captions put into the store as it keeps them, without reading thousands of files. */

/** The store's records. Runs in the page. */
async function put([count, captions]) {
  const context = new OffscreenCanvas(96, 96).getContext('2d');
  const picture = (i) => {
    for (let y = 0; y < 6; y++) for (let x = 0; x < 6; x++) {
      context.fillStyle = `hsl(${(i * 37 + x * 11 + y * 29) % 360} 65% ${35 + (i % 5) * 8}%)`;
      context.fillRect(16 * x, 16 * y, 16, 16);
    }
    return context.canvas.convertToBlob();
  };
  const tags = (i) => ['fox', i % 2 ? 'red hat' : 'blue_hat', `place ${i % 40}`, `pose ${i % 7}`, 'smile', ...(i % 3 ? [`rare ${i}`] : [])];
  const caption = (i) => captions?.[i] ?? tags(i).join(', ');
  const blobs = await Promise.all(Array.from({ length: Math.min(count, 50) }, (_, i) => picture(i)));
  const open = indexedDB.open('pseudoword-datasets');
  const done = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: resolve, oncomplete: resolve, onerror: reject, onabort: reject }));
  await done(open);
  // A Blob under way holds files open, of which a process has some thousands: few at a time.
  const BATCH = 25;
  const write = async (entries) => {
    const transaction = open.result.transaction('datasets', 'readwrite');
    for (const [key, value] of entries) transaction.objectStore('datasets').put(value, key);
    await done(transaction);
  };
  const pictures = Array.from({ length: count }, (_, i) => ({ id: `p${i}`, name: `${String(i).padStart(5, '0')}-picture ${i}.png`, caption: caption(i), width: 96, height: 96, digest: `${i}` }));
  const entries = pictures.map(({ id }, i) => [`set/${id}`, { blob: blobs[i % blobs.length], thumbnail: blobs[i % blobs.length] }]);
  for (let i = 0; i < count; i += BATCH) await write(entries.slice(i, i + BATCH));
  await write([['set', { id: 'set', created: 1, pictures }], ['current', 'set']]);
  open.result.close();
}

/** `count` pictures, with these captions or with tags by number; the page is loaded anew on the panel of captions. */
export async function openCaptions(page, url, count, captions) {
  await page.getByTestId('picture-input').waitFor({ state: 'attached' });
  await page.evaluate(put, [count, captions]);
  await page.goto('about:blank');
  await page.goto(`${url}#/pictures/captions`);
  await page.getByTestId('caption-tile').first().waitFor();
}

/** Captions as stored, in order. */
export const storedCaptions = (page) => page.evaluate(async () => {
  const open = indexedDB.open('pseudoword-datasets');
  await new Promise((done) => (open.onsuccess = done));
  const store = open.result.transaction('datasets').objectStore('datasets');
  const read = (key) => new Promise((done) => (store.get(key).onsuccess = ({ target }) => done(target.result)));
  const { pictures } = await read(await read('current'));
  open.result.close();
  return pictures.map(({ caption }) => caption);
});
