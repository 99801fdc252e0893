/** @file ONNX models opened, and what they declare of themselves. */
import type { InferenceSession } from 'onnxruntime-web/webgpu';
import { Failure } from '../../src/failure';
import type { ModelSignature, ValueSignature } from '../../src/tagging/signature';
import type { Runtime } from './runtime';

/** On the graphics card, or on the processor. */
export type Place = 'webgpu' | 'wasm';

export interface OpenModel {
  session: InferenceSession;
  place: Place;
}

/** Errors are thrown; what exporters left behind in a model is of no use to anybody. */
const QUIET = { logSeverityLevel: 3 } as const;

/**
 * On the graphics card where that was asked for, on the processor where it cannot be.
 * Throws `onnx.broken` {path, message}, `onnx.memory` {path}.
 */
export async function openModel(ort: Runtime, path: string, bytes: Uint8Array, wanted: Place): Promise<OpenModel> {
  if (wanted === 'webgpu') {
    const session = await ort.InferenceSession.create(bytes, { ...QUIET, executionProviders: ['webgpu', 'wasm'] }).catch(() => undefined);
    if (session) return { session, place: 'webgpu' };
  }
  return { session: await ort.InferenceSession.create(bytes, { ...QUIET, executionProviders: ['wasm'] }).catch((error: unknown) => refuse(path, error)), place: 'wasm' };
}

/** As `openModel`, to look at it only: nothing is made faster. */
export function openToLook(ort: Runtime, path: string, bytes: Uint8Array): Promise<InferenceSession> {
  return ort.InferenceSession.create(bytes, { ...QUIET, executionProviders: ['wasm'], graphOptimizationLevel: 'disabled' }).catch((error: unknown) => refuse(path, error));
}

function refuse(path: string, error: unknown): never {
  const message = messageOf(error);
  throw isMemory(message) ? new Failure('onnx.memory', { path }) : new Failure('onnx.broken', { path, message });
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).replace(/^Can't create a session\. /, '');

const isMemory = (message: string): boolean => /bad_alloc|out of memory|allocation fail|memory access/i.test(message);

/** Answers by name. Throws `onnx.run` {message}, `onnx.memory` {path}. */
export async function runModel({ session }: OpenModel, path: string, feeds: InferenceSession.FeedsType): Promise<InferenceSession.ReturnType> {
  try {
    return await session.run(feeds);
  } catch (error) {
    const message = messageOf(error);
    throw isMemory(message) ? new Failure('onnx.memory', { path }) : new Failure('onnx.run', { message });
  }
}

export function signatureOf(path: string, { inputMetadata, outputMetadata }: InferenceSession): ModelSignature {
  return { path, inputs: inputMetadata.map(valueOf), outputs: outputMetadata.map(valueOf) };
}

/** Sequences and maps have no shape. */
const valueOf = (value: InferenceSession.ValueMetadata): ValueSignature =>
  value.isTensor ? { name: value.name, type: value.type, shape: value.shape } : { name: value.name, type: 'not a tensor', shape: [] };

/** A graphics card, not a program that stands in for one: that is slower than the processor's own code. */
export async function bestPlace(): Promise<Place> {
  const adapter = await navigator.gpu?.requestAdapter().catch(() => null);
  return adapter && !adapter.info.isFallbackAdapter ? 'webgpu' : 'wasm';
}
