/** Tabs that die in the middle: what they leave is found by the next one, goes on to the same model, or goes away. */
import '../store/fake-browser';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keysOf, read, remove } from '../../src/store/database';
import { models } from '../../src/store/model-shards';
import { deleteModel, listModels, modelFiles, sweepModels } from '../../src/store/models';
import type { ModelManifest } from '../../src/store/records';
import { createImporter } from '../../workers/importing/importer';
import type { Offer } from '../../workers/importer-api';
import { hostFiles, type Host } from '../checkpoints/file-host';
import { choices, fileOffer, ignore, singleBytes } from './fixtures';

const wide = { ...choices, precision: 'f32' as const };

/** The file behind a handle: what the browser gives when it is asked again. Handles are plain data here. */
let onDisk: () => Promise<File>;
/** Small groups: the import takes several writes. */
const importer = () => createImporter({ fileOf: () => onDisk(), wait: async () => undefined, own: host?.url, groupBytes: 2 ** 20 });
const handle = { name: 'model.ckpt' } as FileSystemFileHandle;

let host: Host | undefined;
beforeEach(async () => {
  await remove(models, await keysOf(models));
  onDisk = async () => new File([singleBytes('model.ckpt')], 'model.ckpt', { lastModified: 7 });
});
afterEach(async () => {
  await host?.close();
  host = undefined;
});

/** Starts an import whose tab dies before its n-th transaction: from then on nothing of it reaches the database. */
async function killedAt(n: number, offer: Offer, vaeModelId?: string): Promise<void> {
  const transaction = IDBDatabase.prototype.transaction;
  let writes = 0;
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, stores, mode) {
    if (mode === 'readwrite' && ++writes >= n) throw new DOMException('the tab is gone', 'AbortError');
    return transaction.call(this, stores, mode);
  });
  await importer().start(offer, { ...wide, ...(vaeModelId && { vaeModelId }) }, ignore).catch(() => undefined);
  vi.restoreAllMocks();
}

/** What a model is, its id and dates aside: the manifest, and all bytes. */
async function essence(id: string): Promise<{ manifest: Partial<ModelManifest>; bytes: Uint8Array[] }> {
  const manifest: Partial<ModelManifest> = { ...(await read<ModelManifest>(models, id)), id: '', created: 0 };
  const files = await modelFiles(id);
  const bytes = await Promise.all(files.paths.map((path) => files.open(path)).map((source) => source.read(0, source.size)));
  return { manifest, bytes };
}

async function expectSame(id: string, whole: Awaited<ReturnType<typeof essence>>): Promise<void> {
  const { manifest, bytes } = await essence(id);
  expect(manifest).toEqual(whole.manifest);
  bytes.forEach((file, i) => expect(Buffer.compare(file, whole.bytes[i])).toBe(0));
  expect((await keysOf(models)).filter((key) => !key.startsWith(id))).toEqual([]);
}

async function uninterrupted(offer: Offer): Promise<Awaited<ReturnType<typeof essence>>> {
  const whole = await essence(await importer().start(offer, wide, ignore));
  await remove(models, await keysOf(models));
  return whole;
}

test('killed before any transaction, a file with a handle goes on to the same model', async () => {
  const offer = fileOffer('model.ckpt', singleBytes('model.ckpt'), handle);
  const whole = await uninterrupted(offer);
  let resumed = 0;
  for (let n = 1; n <= 6; n++) {
    await killedAt(n, offer);
    await sweepModels();
    const [half] = await importer().pending();
    if (half) {
      resumed++;
      expect(half).toMatchObject({ name: 'mini', resumable: true, handles: [handle] });
      await expectSame(await importer().resume(half.id, ignore), whole);
    } else if (n > 1) await expectSame((await listModels())[0].id, whole);
    else expect(await keysOf(models)).toEqual([]);
    expect(await importer().pending()).toEqual([]);
    await remove(models, await keysOf(models));
  }
  expect(resumed).toBeGreaterThanOrEqual(3);
});

test('killed before any transaction, a .ckpt at an address goes on: in its spool, and after it without a network', async () => {
  const bytes = singleBytes('model.ckpt');
  host = await hostFiles({ '/mini.ckpt': bytes });
  const offer: Offer = { kind: 'url', url: `${host.url}/mini.ckpt` };
  const whole = await uninterrupted(offer);
  const found = { inSpool: 0, after: 0 };
  for (const n of [2, 4, 6, 8]) {
    await killedAt(n, offer);
    const [half] = await importer().pending();
    if (half) {
      const isSpooled = half.done >= bytes.length;
      found[isSpooled ? 'after' : 'inSpool']++;
      host.asked.length = 0;
      await expectSame(await importer().resume(half.id, ignore), whole);
      if (isSpooled) expect(host.asked).toEqual([]);
      else expect(half.done - Number(/ bytes=(\d+)-$/.exec(host.asked.at(-1)!)![1])).toSatisfy((overlap: number) => overlap > 0 && overlap < 65_536);
    }
    await remove(models, await keysOf(models));
  }
  expect(found).toEqual({ inSpool: 2, after: 2 });
});

/** Same length, head and (in a zip) what is not weights: another training of the same model. */
function retrained(bytes: Uint8Array): Uint8Array {
  const changed = Buffer.from(bytes);
  const isZip = changed.toString('latin1', 0, 2) === 'PK';
  const end = isZip ? changed.indexOf('PK\x01\x02', changed.length - 100_000) : changed.length;
  for (let i = 1_000_000; i < end; i += 97) {
    const next = isZip ? bytes.subarray(i - 250, i + 30) : bytes.subarray(0, 0);
    if (!next.some((byte, k) => byte === 0x50 && next[k + 1] === 0x4b)) changed[i] ^= 1;
  }
  return changed;
}

test.each(['safetensors', 'ckpt'])('a .%s at an address that became another one while no tab was there is not gone on with', async (extension) => {
  for (const headers of [undefined, { 'last-modified': 'Fri, 20 Nov 2026 10:00:00 GMT' }]) {
    const path = `/mini.${extension}`;
    const shown: Record<string, string> = { ...headers };
    host = await hostFiles({ [path]: singleBytes(`model.${extension}`) }, { headers: () => shown });
    const offer: Offer = { kind: 'url', url: host.url + path };
    await killedAt(3, offer);
    const [half] = await importer().pending();
    expect(half.done).toBeGreaterThan(1_100_000);
    if (headers) shown['last-modified'] = 'Sat, 21 Nov 2026 10:00:00 GMT';
    else host.files[path] = retrained(host.files[path]);
    await expect(importer().resume(half.id, ignore)).rejects.toMatchObject({ code: 'import.source-changed' });
    expect(await listModels()).toEqual([]);
    await importer().discard(half.id).catch(() => undefined);
    await host.close();
  }
});

test('a source that has changed or gone is told, and the half import stays until it is removed', async () => {
  await killedAt(3, fileOffer('model.ckpt', singleBytes('model.ckpt'), handle));
  const [half] = await importer().pending();
  const keys = await keysOf(models);
  onDisk = async () => new File([singleBytes('model.ckpt')], 'model.ckpt', { lastModified: 8 });
  await expect(importer().resume(half.id, ignore)).rejects.toMatchObject({ code: 'import.source-changed', values: { path: 'model.ckpt' } });
  onDisk = async () => Promise.reject(new DOMException('not found', 'NotFoundError'));
  await expect(importer().resume(half.id, ignore)).rejects.toMatchObject({ code: 'import.source-unreadable' });
  onDisk = async () => new File([singleBytes('model.safetensors')], 'model.ckpt', { lastModified: 7 });
  await expect(importer().resume(half.id, ignore)).rejects.toMatchObject({ code: 'import.source-changed' });
  expect(await keysOf(models)).toEqual(keys);
  await importer().discard(half.id);
  expect(await keysOf(models)).toEqual([]);
  await expect(importer().resume(half.id, ignore)).rejects.toMatchObject({ code: 'import.not-found' });
});

test('a half import goes on though the entry whose VAE it is to attach was deleted, and takes that along when removed', async () => {
  const offer = fileOffer('model.ckpt', singleBytes('model.ckpt'), handle);
  for (const goesOn of [true, false]) {
    const lender = await importer().start(fileOffer('model.safetensors'), choices, ignore);
    await killedAt(4, offer, lender);
    await deleteModel(lender);
    await sweepModels();
    const [half] = await importer().pending();
    if (goesOn) {
      expect(await importer().resume(half.id, ignore)).toBe(half.id);
      expect(await importer().check(half.id, ignore)).toEqual({ ok: true, damaged: [] });
      await deleteModel(half.id);
    } else await importer().discard(half.id);
    expect(await keysOf(models)).toEqual([]);
  }
});

test('a half import without a handle cannot go on, and is removed at the next start', async () => {
  await killedAt(3, fileOffer('model.ckpt'));
  expect(await importer().pending()).toMatchObject([{ resumable: false, handles: [] }]);
  await sweepModels();
  expect(await keysOf(models)).toEqual([]);
});

test('cancelled while it goes on, nothing is left', async () => {
  await killedAt(3, fileOffer('model.ckpt', singleBytes('model.ckpt'), handle));
  const [half] = await importer().pending();
  const again = importer();
  await expect(again.resume(half.id, () => void again.cancel())).rejects.toMatchObject({ code: 'import.cancelled' });
  expect(await keysOf(models)).toEqual([]);
});
