/** @file What a text decoder is given at each token: all tokens so far, nothing remembered. */
import type { InferenceSession, Tensor } from 'onnxruntime-web/webgpu';
import type { ValueSignature } from '../../src/tagging/signature';
import type { Runtime } from '../onnx/runtime';

export function decoderFeeds(ort: Runtime, extra: readonly ValueSignature[], hidden: Tensor, ids: readonly number[]): InferenceSession.FeedsType {
  const wholes = (values: readonly number[]): Tensor => new ort.Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
  const more = extra.map((value) => [value.name, extraFeed(ort, value, wholes, ids.length, hidden.dims[1])] as const);
  return { input_ids: wholes(ids), encoder_hidden_states: hidden, ...Object.fromEntries(more) };
}

/** Nothing is masked; a merged decoder is told to remember nothing, and given memories of no length. */
function extraFeed(ort: Runtime, { name, type, shape }: ValueSignature, wholes: (values: number[]) => Tensor, tokens: number, seen: number): Tensor {
  if (name === 'use_cache_branch') return new ort.Tensor('bool', [false], [1]);
  if (name === 'attention_mask') return wholes(new Array<number>(tokens).fill(1));
  if (name === 'encoder_attention_mask') return wholes(new Array<number>(seen).fill(1));
  const empty = shape.map((size, i) => (typeof size === 'number' ? size : Number(i === 0)));
  return type === 'float16' ? new ort.Tensor('float16', new Uint16Array(), empty) : new ort.Tensor('float32', new Float32Array(), empty);
}
