/** What the app takes for granted in a browser, asked in the very Chromium that the other tests use. */
import { expect, test } from 'vitest';

test('a module worker finds a WebGPU adapter', async () => {
  const worker = new Worker(new URL('./adapter-worker.ts', import.meta.url), { type: 'module' });
  const answer = await new Promise((done, failed) => {
    worker.onmessage = ({ data }) => done(data);
    worker.onerror = failed;
  });
  worker.terminate();
  expect(answer).toEqual({ adapter: true });
});

test('gzip unpacks to the same bytes', async () => {
  const bytes = crypto.getRandomValues(new Uint8Array(60_000));
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'));
  const unpacked = await new Response(packed.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
  expect(new Uint8Array(unpacked)).toEqual(bytes);
});
