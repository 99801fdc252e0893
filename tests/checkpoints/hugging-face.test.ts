import { afterEach, expect, test } from 'vitest';
import { fileAddress, listFiles, repositoryOf, resolveAddress, type RemoteFile } from '../../src/checkpoints/sources/hugging-face';
import { choicesIn } from '../../src/checkpoints/sources/repository-choice';
import { hostFiles, type Host } from './file-host';

const HF = 'https://huggingface.co';
const repository = (address: string) => repositoryOf(new URL(address));
const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

let host: Host | undefined;
afterEach(async () => {
  await host?.close();
  host = undefined;
});

test('addresses of repositories', () => {
  expect(repository(`${HF}/owner/name`)).toEqual({ origin: HF, name: 'owner/name', revision: 'main' });
  expect(repository(`${HF}/owner/name/`)).toMatchObject({ name: 'owner/name' });
  expect(repository(`${HF}/owner/name/tree/fp16`)).toMatchObject({ revision: 'fp16' });
  expect(repository(`${HF}/owner/name/tree/refs%2Fpr%2F3`)).toMatchObject({ revision: 'refs%2Fpr%2F3' });
  for (const other of ['/owner', '/datasets/owner/name', '/owner/name/resolve/main/a.safetensors', '/owner/name/blob/main/a.ckpt', '/owner/name/discussions']) {
    expect(repository(HF + other), other).toBeUndefined();
  }
  expect(repository('https://example.org/owner/name')).toBeUndefined();
});

test('the page that shows a file stands for the file', () => {
  const address = (text: string): string => fileAddress(new URL(text));
  expect(address(`${HF}/o/n/blob/main/sub/a b.safetensors`)).toBe(`${HF}/o/n/resolve/main/sub/a%20b.safetensors`);
  expect(address(`${HF}/o/n/resolve/main/a.ckpt?download=true`)).toBe(`${HF}/o/n/resolve/main/a.ckpt`);
  expect(address('https://example.org/blob/x?key=1')).toBe('https://example.org/blob/x?key=1');
  expect(resolveAddress({ origin: HF, name: 'o/n', revision: 'main' }, 'v1 #5/ä.ckpt')).toBe(`${HF}/o/n/resolve/main/v1%20%235/%C3%A4.ckpt`);
});

test('the list comes in pages, and never from another server', async () => {
  const path = '/api/models/o/n/tree/main?recursive=true';
  const pages: Record<string, string> = { [path]: `<${path}&cursor=x>; rel="next"`, [`${path}&cursor=x`]: '<https://elsewhere.example/steal>; rel="next"' };
  const entry = (name: string, type = 'file') => ({ type, path: name, size: 5, oid: 'abc' });
  host = await hostFiles(
    { [path]: json([entry('a'), entry('unet', 'directory')]), [`${path}&cursor=x`]: json([entry('b/c')]) },
    { type: 'application/json', headers: (url): Record<string, string> => (pages[url] ? { link: pages[url] } : {}) },
  );
  const files = await listFiles({ origin: host.url, name: 'o/n', revision: 'main' });
  expect(files).toEqual([{ path: 'a', bytes: 5 }, { path: 'b/c', bytes: 5 }]);
  expect(host.asked).toHaveLength(2);
});

test('what is no list is told', async () => {
  host = await hostFiles({ '/api/models/o/n/tree/main?recursive=true': json({ error: 'x' }) });
  await expect(listFiles({ origin: host.url, name: 'o/n', revision: 'main' })).rejects.toMatchObject({ code: 'url.page' });
  await expect(listFiles({ origin: host.url, name: 'o/other', revision: 'main' })).rejects.toMatchObject({ code: 'url.missing' });
});

const MB = 1e6;
const files = (...paths: string[]): RemoteFile[] => paths.map((path) => ({ path, bytes: path.endsWith('.json') ? 500 : 100 * MB }));
const CONFIGS = ['model_index.json', 'unet/config.json', 'vae/config.json', 'text_encoder/config.json', 'scheduler/scheduler_config.json'];
const pathsOf = (all: RemoteFile[], precision: 'f16' | 'f32' = 'f16', pick = '') =>
  choicesIn(all, precision).find((choice) => choice.pick === pick)?.files.map(({ path }) => path).filter((path) => !path.endsWith('config.json') && path !== 'model_index.json');

test('of a folder only what is read, safetensors first, half precision where that is stored', () => {
  const weights = (dot: string, extension: string): string[] => [`text_encoder/${extension === 'bin' ? 'pytorch_model' : 'model'}${dot}.${extension}`, `unet/diffusion_pytorch_model${dot}.${extension}`, `vae/diffusion_pytorch_model${dot}.${extension}`];
  const all = files(...CONFIGS, 'safety_checker/model.safetensors', 'README.md', ...weights('', 'safetensors'), ...weights('.fp16', 'safetensors'), ...weights('', 'bin'), ...weights('.fp16', 'bin'), 'unet/diffusion_pytorch_model.non_ema.safetensors');
  expect(pathsOf(all)).toEqual(weights('.fp16', 'safetensors'));
  expect(pathsOf(all, 'f32')).toEqual(weights('', 'safetensors'));
  expect(pathsOf(all.filter(({ path }) => !path.endsWith('.safetensors')))).toEqual(weights('.fp16', 'bin'));
  const [choice] = choicesIn(all, 'f16');
  expect(choice.bytes).toBe(300 * MB + CONFIGS.length * 500);
});

test('an index brings its numbered parts along', () => {
  const parts = ['unet/diffusion_pytorch_model-00001-of-00002.safetensors', 'unet/diffusion_pytorch_model-00002-of-00002.safetensors'];
  const index = 'unet/diffusion_pytorch_model.safetensors.index.json';
  const all = files(...CONFIGS, index, ...parts, 'text_encoder/model.safetensors', 'vae/diffusion_pytorch_model.safetensors');
  expect(pathsOf(all)).toEqual(['text_encoder/model.safetensors', index, ...parts, 'vae/diffusion_pytorch_model.safetensors']);
});

test('single files and folders beside each other are offered all; learned words and the networks’ own files are not', () => {
  const all = [...files(...CONFIGS, 'unet/diffusion_pytorch_model.safetensors', 'v1-5-pruned.safetensors', 'v1-5.ckpt', 'vae/model.vae.pt', 'other/model_index.json', 'other/unet/config.json', 'other/text_encoder/config.json', 'other/unet/diffusion_pytorch_model.bin'), { path: 'word.pt', bytes: 4000 }];
  expect(choicesIn(all, 'f16').map(({ pick }) => pick)).toEqual(['', 'other/', 'v1-5-pruned.safetensors', 'v1-5.ckpt']);
  expect(choicesIn(files('README.md', 'model_index.json'), 'f16')).toEqual([]);
});
