/** Checkpoints from addresses: a server on this machine stands for Hugging Face and for any other. */
import { disk } from '../store/fake-browser';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openModel } from '../../src/nets/model';
import { keysOf, remove } from '../../src/store/database';
import { models } from '../../src/store/model-shards';
import { deleteModel, listModels, modelFiles } from '../../src/store/models';
import { createImporter } from '../../workers/importing/importer';
import type { ImportMessage, Offer } from '../../workers/importer-api';
import { hostFiles, type Host, type Manners } from '../checkpoints/file-host';
import { choices, FOLDER, ignore, singleBytes } from './fixtures';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const wait = async (): Promise<void> => undefined;

let host: Host | undefined;
beforeEach(async () => remove(models, await keysOf(models)));
afterEach(async () => {
  await host?.close();
  host = undefined;
});

async function serve(files: Record<string, Uint8Array>, manners: Manners = {}): Promise<ReturnType<typeof createImporter>> {
  host = await hostFiles(files, manners);
  return createImporter({ wait, hosts: [new URL(host.url).host], own: host.url, silence: 500 });
}

const at = (path: string, pick?: string): Offer => ({ kind: 'url', url: host!.url + path, ...(pick !== undefined && { pick }) });

test('a safetensors file is streamed without a spool, over broken connections, from a server with parts or without', async () => {
  const bytes = singleBytes('model.safetensors');
  for (const ranges of [true, false]) {
    const importer = await serve({ '/mini.safetensors': bytes }, { ranges, breaks: [Infinity, Infinity, 3_000_000, 6_000_001, 9_000_000] });
    const { name, found } = await importer.inspect(at('/mini.safetensors'));
    expect({ name, format: found?.format, bytes: found?.sourceBytes }).toEqual({ name: 'mini', format: 'safetensors', bytes: bytes.length });
    disk.quota = found!.needs.f16;
    const phases: ImportMessage[] = [];
    const id = await importer.start(at('/mini.safetensors'), choices, (message) => phases.push(message));
    expect(phases.filter(({ kind }) => kind === 'phase')).toEqual([{ kind: 'phase', phase: 'importing' }]);
    await openModel(await modelFiles(id));
    expect((await listModels())[0]).toMatchObject({ sha256: sha256(bytes), sourceName: `${host!.url}/mini.safetensors` });
    await deleteModel(id);
    await host!.close();
  }
});

test('a .ckpt is spooled, with room for both, and the spool is gone in the end', async () => {
  const bytes = singleBytes('model.ckpt');
  const importer = await serve({ '/mini.ckpt': bytes }, { breaks: [Infinity, Infinity, Infinity, 100_000, 5_000_000] });
  const { found } = await importer.inspect(at('/mini.ckpt'));
  expect(await keysOf(models)).toEqual([]);
  const direct = await createImporter().inspect({ kind: 'files', files: [{ path: 'a', file: new File([bytes], 'a') }] });
  expect(found!.needs.f16).toBe(direct.found!.needs.f16 + bytes.length);
  disk.quota = found!.needs.f16 - 1;
  await expect(importer.start(at('/mini.ckpt'), choices, ignore)).rejects.toMatchObject({ code: 'store.quota', values: { need: found!.needs.f16 } });
  disk.quota += 1;
  const messages: ImportMessage[] = [];
  const id = await importer.start(at('/mini.ckpt'), choices, (message) => messages.push(message));
  expect(messages.filter(({ kind }) => kind === 'phase')).toEqual(['spooling', 'importing'].map((phase) => ({ kind: 'phase', phase })));
  expect((await keysOf(models)).filter((key) => key.includes('spool') || key.startsWith('import/'))).toEqual([]);
  expect((await listModels())[0]).toMatchObject({ id, sha256: sha256(bytes), sourceBytes: bytes.length });
  await openModel(await modelFiles(id));
});

/** sd1mini as a repository; a large file beside it that nothing needs. */
function repository(extra: Record<string, Uint8Array> = {}): Record<string, Uint8Array> {
  const paths = ['model_index.json', 'scheduler/scheduler_config.json', 'text_encoder/config.json', 'unet/config.json', 'vae/config.json', 'text_encoder/model.safetensors', 'unet/diffusion_pytorch_model.safetensors', 'vae/diffusion_pytorch_model.safetensors'];
  const files: Record<string, Uint8Array> = { ...Object.fromEntries(paths.map((path) => [path, new Uint8Array(readFileSync(join(FOLDER, path)))])), ...extra };
  const tree = Object.entries(files).map(([path, bytes]) => ({ type: 'file', path, size: bytes.length }));
  const served = Object.entries(files).map(([path, bytes]) => [`/owner/mini/resolve/main/${path}`, bytes]);
  return { '/api/models/owner/mini/tree/main?recursive=true': new TextEncoder().encode(JSON.stringify(tree)), ...Object.fromEntries(served) };
}

test('a repository that holds a folder', async () => {
  const importer = await serve(repository({ 'README.md': new Uint8Array(9) }));
  const { name, found } = await importer.inspect(at('/owner/mini'));
  expect({ name, format: found?.format }).toEqual({ name: 'mini', format: 'diffusers' });
  const id = await importer.start(at('/owner/mini'), choices, ignore);
  await openModel(await modelFiles(id));
  const [manifest] = await listModels();
  expect(manifest.sourceName).toBe('owner/mini');
  expect(manifest).not.toHaveProperty('sha256');
  expect(host!.asked.some((line) => line.includes('README'))).toBe(false);
});

test('of a repository’s folder that very set is looked at which is imported then: half precision or full', async () => {
  const unet = new Uint8Array(readFileSync(join(FOLDER, 'unet/diffusion_pytorch_model.safetensors')));
  const importer = await serve(repository({ 'unet/diffusion_pytorch_model.fp16.safetensors': unet }));
  for (const precision of ['f16', 'f32'] as const) {
    host!.asked.length = 0;
    await importer.inspect(at('/owner/mini'), { precision });
    const asked = host!.asked.filter((line) => line.includes('/unet/diffusion'));
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.every((line) => line.includes('.fp16.') === (precision === 'f16'))).toBe(true);
  }
});

test('a repository that holds several things asks which', async () => {
  const padding = new Uint8Array(33e6);
  const importer = await serve(repository({ 'mini.ckpt': padding, 'sub/model.safetensors': singleBytes('model.safetensors') }));
  const asked = await importer.inspect(at('/owner/mini'));
  expect(asked.found).toBeUndefined();
  expect(asked.candidates?.map(({ pick }) => pick)).toEqual(['', 'mini.ckpt']);
  expect((await importer.inspect(at('/owner/mini', ''))).found?.format).toBe('diffusers');
  expect(await importer.inspect(at('/owner/mini', 'mini.ckpt')).catch((error: { code: string }) => error.code)).toMatch(/^tensor-file|^url/);
});

test('the page of a file on Hugging Face stands for the file', async () => {
  const importer = await serve({ '/owner/mini/resolve/main/a.safetensors': singleBytes('model.safetensors') });
  expect((await importer.inspect(at('/owner/mini/blob/main/a.safetensors'))).name).toBe('a');
});

test.each<[string, Manners, string]>([
  ['/gone.safetensors', {}, 'url.missing'],
  ['/m.safetensors', { status: () => 401 }, 'url.denied'],
  ['/m.safetensors', { type: 'text/html' }, 'url.page'],
  ['/page.safetensors', {}, 'tensor-file.web-page'],
])('%s %o: %s', async (path, manners, code) => {
  const page = new TextEncoder().encode('<!DOCTYPE html><html>Sign in</html>');
  const importer = await serve({ '/m.safetensors': singleBytes('model.safetensors'), '/page.safetensors': page }, manners);
  await expect(importer.inspect(at(path))).rejects.toMatchObject({ code });
  await expect(importer.start(at(path), choices, ignore)).rejects.toMatchObject({ code });
  expect(await keysOf(models)).toEqual([]);
});

test('what is no address', async () => {
  const importer = createImporter();
  const plain = ['http://example.org/m.ckpt', 'http://localhost/m.ckpt'];
  for (const url of ['model.safetensors', 'file:///etc/passwd', 'javascript:1', '', 'https://example.org/50%.ckpt', ...plain]) {
    await expect(importer.inspect({ kind: 'url', url })).rejects.toMatchObject({ code: 'url.invalid' });
  }
});

test('what a look has read is not asked for again by the import that follows, nor by another look', async () => {
  const importer = await serve({ '/mini.ckpt': singleBytes('model.ckpt') });
  await importer.inspect(at('/mini.ckpt'));
  const looked = host!.asked.length;
  await importer.inspect(at('/mini.ckpt'), { prediction: 'v_prediction', precision: 'f32' });
  expect(host!.asked.length).toBe(looked);
  await importer.start(at('/mini.ckpt'), { ...choices, precision: 'f32' }, ignore);
  expect(host!.asked.slice(looked)).toEqual(['GET /mini.ckpt bytes=0-']);
  expect(new Set(host!.asked).size).toBe(host!.asked.length);
  // Used once: the next import asks for what is there by then.
  host!.files['/mini.ckpt'] = singleBytes('model.safetensors');
  await importer.start(at('/mini.ckpt'), choices, ignore);
  expect((await listModels()).map(({ sha256 }) => sha256)).toContain(sha256(singleBytes('model.safetensors')));
});

test('a file that changes between the look and the import is told, and the next try begins anew', async () => {
  const importer = await serve({ '/m.safetensors': singleBytes('model.safetensors') });
  await importer.inspect(at('/m.safetensors'));
  host!.files['/m.safetensors'] = singleBytes('model.ckpt');
  await expect(importer.start(at('/m.safetensors'), choices, ignore)).rejects.toMatchObject({ code: 'import.source-changed' });
  expect(await keysOf(models)).toEqual([]);
  await importer.start(at('/m.safetensors'), choices, ignore);
});

test('cancelled while what was looked at is on its way, nothing is left', async () => {
  const importer = await serve({ '/m.ckpt': singleBytes('model.ckpt') }, { mute: (_, count) => host!.asked[count - 1].endsWith('bytes=0-') });
  await importer.inspect(at('/m.ckpt'));
  const started = importer.start(at('/m.ckpt'), choices, () => setTimeout(() => void importer.cancel(), 20));
  await expect(started).rejects.toMatchObject({ code: 'import.cancelled' });
  expect(await keysOf(models)).toEqual([]);
});

test('of a server without parts a small .ckpt is looked into with a few requests; of a large one that is refused', async () => {
  const small = singleBytes('model.ckpt');
  const importer = await serve({ '/small.ckpt': small, '/large.ckpt': Buffer.concat([small, new Uint8Array(33e6)]) }, { ranges: false });
  expect((await importer.inspect(at('/small.ckpt'))).found?.format).toBe('torch-zip');
  expect(host!.asked.length).toBeLessThanOrEqual(4);
  await expect(importer.inspect(at('/large.ckpt'))).rejects.toMatchObject({ code: 'url.no-ranges' });
});

/** Bytes before `done` at which the last request begins. */
function overlapOf(asked: string[], done: number): number {
  const overlap = done - Number(/ bytes=(\d+)-$/.exec(asked.at(-1)!)![1]);
  expect(overlap).toBeGreaterThan(0);
  return overlap;
}

test('an address with a password is refused, and the password not repeated', async () => {
  for (const url of ['https://me:pass@example.org/m.ckpt', 'https://pass@example.org/m.ckpt']) {
    const asked = createImporter().inspect({ kind: 'url', url });
    await expect(asked).rejects.toMatchObject({ code: 'url.invalid', values: { url: 'https://example.org/m.ckpt' } });
  }
});

test('what a signed address is signed with is not kept with the model', async () => {
  const path = '/mini.safetensors?Signature=secret';
  const importer = await serve({ [path]: singleBytes('model.safetensors') });
  await importer.start(at(path), choices, ignore);
  const [manifest] = await listModels();
  expect(manifest.sourceName).toBe(`${host!.url}/mini.safetensors`);
  expect(JSON.stringify(manifest)).not.toContain('secret');
});

test('the list and the configs of a repository come over connections that break or say nothing', async () => {
  for (const silent of [true, false]) {
    const importer = await serve(repository(), { breaks: [100, 20, Infinity, 30], silent, mute: (_, count) => count === 6 });
    expect((await importer.inspect(at('/owner/mini'))).found?.format).toBe('diffusers');
    await host!.close();
  }
});

test('a list or a config without an end is given up', async () => {
  const files = repository();
  const config = '/owner/mini/resolve/main/unet/config.json';
  const importer = await serve({ ...files, [config]: new Uint8Array(17 * 2 ** 20), '/x.json': new Uint8Array(17 * 2 ** 20) });
  await expect(importer.inspect(at('/owner/mini'))).rejects.toMatchObject({ code: 'url.too-large', values: { url: host!.url + config } });
  await expect(importer.inspect(at('/x.json'))).rejects.toMatchObject({ code: 'url.too-large' });
  host!.files['/api/models/owner/mini/tree/main?recursive=true'] = new Uint8Array(17 * 2 ** 20);
  await expect(importer.inspect(at('/owner/mini'))).rejects.toMatchObject({ code: 'url.too-large' });
});

test('a connection that is lost for good leaves a half import, which goes on from there', async () => {
  const bytes = singleBytes('model.safetensors');
  // Most of it has been written when the connection is lost for good.
  const breaks = [Infinity, Infinity, 12_585_000, ...Array<number>(12).fill(0)];
  const importer = await serve({ '/m.safetensors': bytes }, { breaks });
  await expect(importer.start(at('/m.safetensors'), { ...choices, precision: 'f32' }, ignore)).rejects.toMatchObject({ code: 'url.broken' });
  const [half] = await importer.pending();
  expect(half).toMatchObject({ name: 'mini', resumable: true, total: bytes.length, handles: [] });
  expect(half.done).toBe(3 * 4 * 2 ** 20);
  host!.mend();
  const before = host!.asked.length;
  const id = await importer.resume(half.id, ignore);
  expect(overlapOf(host!.asked.slice(before), half.done)).toBeLessThan(65_536);
  expect((await listModels())[0]).toMatchObject({ id, sha256: sha256(bytes) });
  expect((await importer.check(id, ignore)).ok).toBe(true);
  expect(await importer.pending()).toEqual([]);
});
