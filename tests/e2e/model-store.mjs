/** What the models' database of the page holds, looked at from outside the app. */
import { PATIENCE } from './patience.mjs';

/** Keys, and the bytes of all Blobs. */
export function lookIntoStore(page) {
  return page.evaluate(async () => {
    const answer = (request) => new Promise((done, failed) => Object.assign(request, { onsuccess: () => done(request.result), onerror: failed }));
    const database = await answer(indexedDB.open('pseudoword-models'));
    const store = database.transaction('models').objectStore('models');
    const [keys, values] = [await answer(store.getAllKeys()), await answer(store.getAll())];
    database.close();
    const size = (value) => (value instanceof Blob ? value.size : 0);
    return { keys, bytes: values.reduce((sum, value) => sum + size(value), 0), journals: values.filter((_, i) => keys[i].startsWith('import/')) };
  });
}

/** Until a journal of an import in this database says that so many bytes are done. */
export async function journalAt(page, bytes, timeout = PATIENCE) {
  for (const end = Date.now() + timeout; ; ) {
    const { journals } = await lookIntoStore(page);
    if (journals.some(({ done }) => done >= bytes)) return;
    if (Date.now() > end) throw new Error(`no journal of ${bytes} bytes: ${JSON.stringify(journals.map(({ done, total }) => [done, total]))}`);
    await new Promise((soon) => setTimeout(soon, 20));
  }
}

/** Drops files of this machine as a person does: through the browser's own drag and drop. */
export async function drop(context, page, place, paths) {
  // in sight, and no longer moving
  await place.hover({ trial: true });
  const box = await place.boundingBox();
  const session = await context.newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop']) {
    await session.send('Input.dispatchDragEvent', { type, x: box.x + box.width / 2, y: box.y + box.height / 2, data });
  }
}

/** Gives what sends SIGKILL to the browser process itself, at once: no tab, worker or database is told. */
export async function killer(context) {
  const session = await context.browser().newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const { id } = processInfo.find(({ type }) => type === 'browser');
  return async () => {
    const closed = new Promise((done) => context.once('close', done));
    process.kill(id, 'SIGKILL');
    await closed;
  };
}

export const kill = async (context) => (await killer(context))();
