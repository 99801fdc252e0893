/**
 * @file ONNX Runtime, fetched when it is first needed: neither the page nor its service worker loads it before. Its
 * WebAssembly (27 MB) lies beside the app and is kept in a cache of its own, so that it works without a network later.
 */
import type * as ort from 'onnxruntime-web/webgpu';
import wasmAddress from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import { Failure } from '../../src/failure';

export type Runtime = typeof ort;

const CACHE = 'pseudoword-onnx';

let runtime: Promise<Runtime> | undefined;

/** The same each time. Throws `onnx.fetch`. */
export function openRuntime(): Promise<Runtime> {
  runtime ??= load().catch((error: unknown) => {
    runtime = undefined;
    throw error;
  });
  return runtime;
}

async function load(): Promise<Runtime> {
  const wasm = await wasmBytes(new URL(wasmAddress, import.meta.url).href);
  return configured(await import('onnxruntime-web/webgpu'), wasm);
}

/** One thread: more need headers (cross-origin isolation) that a static host does not send. */
export function configured(ort: Runtime, wasm: ArrayBuffer): Runtime {
  Object.assign(ort.env.wasm, { numThreads: 1, wasmBinary: wasm });
  ort.env.logLevel = 'error';
  return ort;
}

/** Of this version; what an older one kept is thrown away. Where there is no room for it, it is fetched each time. */
async function wasmBytes(address: string): Promise<ArrayBuffer> {
  const cache = await caches.open(CACHE).catch(() => undefined);
  const known = await cache?.match(address);
  if (known) return known.arrayBuffer();
  const answer = await fetch(address).catch(() => undefined);
  if (!answer?.ok) throw new Failure('onnx.fetch');
  await cache?.put(address, answer.clone()).catch(() => undefined);
  const others = (await cache?.keys())?.filter(({ url }) => url !== address) ?? [];
  await Promise.all(others.map((other) => cache?.delete(other)));
  return answer.arrayBuffer();
}
