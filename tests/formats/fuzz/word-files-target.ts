/**
 * @file Learned words as torch files in both forms and as safetensors. Vectors that are read of a mutant must be those of a
 * tensor that the file has, by a plain conversion.
 */
import fc from 'fast-check';
import { bytesSource } from '../../../src/formats/byte-source';
import { writeEmbeddingSafetensors } from '../../../src/formats/embeddings/write-safetensors';
import { readTensor, type Dtype } from '../../../src/formats/tensor-entry';
import { openTensorFile } from '../../../src/formats/tensor-file';
import { vectorsOf, word } from '../embeddings/words';
import { join, uint } from '../made/bytes';
import { pickled, type Made } from '../made/pickle';
import { dict, global, tensorCall, torchLegacy, torchZip, type MadeStorage } from '../made/torch';
import { hold, mutantsOf, wholeFile, type Source, type Target } from './target';
import { bitsOf, holdSound, parts, read } from './word-checks';

const SMALL: Dtype[] = ['F32', 'F16', 'BF16', 'F64'];
const storage = (dtype: Dtype, count: number, key = '0'): MadeStorage =>
  ({ key, dtype, bytes: Uint8Array.from({ length: count * { F64: 8, F32: 4 }[dtype as 'F32'] || count * 2 }, (_, i) => (i * 37) & 63) });

/** The dictionaries of A1111, the first program, kohya, diffusers and SDXL, with few numbers each. */
function roots(dtype: Dtype, legacy: boolean): [Made, MadeStorage[]][] {
  const [one, other] = [storage(dtype, 24), storage(dtype, 24, '1')];
  const tensor = tensorCall({ storage: one, offset: 0, shape: [3, 8], strides: [8, 1] }, legacy);
  const second = tensorCall({ storage: other, offset: 0, shape: [3, 8], strides: [1, 3] }, legacy);
  const parameters: Made = { call: global('collections', 'OrderedDict'), args: [] };
  return [
    [dict({ string_to_token: dict({ '*': 265 }), string_to_param: dict({ '*': tensor }), name: 'word', step: 500, sd_checkpoint: '0123456789', sd_checkpoint_name: null }), [one]],
    [dict({ string_to_token: dict({ toy: second }), string_to_param: dict({ toy: tensor }) }), [one, other]],
    [dict({ emb_params: tensor }), [one]],
    [dict({ '<toy>': tensor }), [one]],
    [dict({ clip_l: tensor, clip_g: second, hooks: parameters }), [one, other]],
    [tensor, [one]],
  ];
}

const TORCH_TOKENS = ['clip_l', 'clip_g', 'emb_params', 'string_to_param', 'X\x04\0\0\0name', 'K\x01', 'K\0', 'M\x00\x03', '\x86', '\x85', 't', 's', 'u', '}', 'N', 'h\0', 'q\0', 'G\x7f\xf0\0\0\0\0\0\0'];

export function wordTorch(): Target {
  const sources = SMALL.flatMap((dtype): Source[] => [false, true].flatMap((legacy) => roots(dtype, legacy).flatMap(([root, storages]): Source[] => {
    const wrap = (pickle: Uint8Array): Uint8Array => (legacy ? torchLegacy(pickle, storages) : torchZip(pickle, storages));
    const pickle = pickled(root);
    return [{ part: pickle, wrap }, { part: pickle, wrap }, wholeFile(wrap(pickle))];
  })));
  return { mutants: mutantsOf(sources, TORCH_TOKENS), check: checkTensors };
}

const SAFE_TOKENS = ['"emb_params"', '"clip_l":', '"clip_g":', '"bundle_emb.a.clip_l":', '"bundle_emb.a.b.string_to_param.*":', '"F16"', '"BF16"', '"I32"', '[8]', '[1,8]', '[2,2,2]', '"step":"1"', '"name":"x"', ',', '{', '}', '\\u0061'];

export function wordSafetensors(): Target {
  return { mutants: fc.constantFrom(...safeWords).chain((make) => mutantsOf(make, SAFE_TOKENS)), check: checkTensors };
}

const framed = (file: Uint8Array): Source[] => {
  const dataStart = 8 + Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  const wrap = (header: Uint8Array): Uint8Array => join([uint(header.length, 8), header, file.subarray(dataStart)]);
  const header = { part: file.subarray(8, dataStart), wrap };
  return [wholeFile(file), header, header];
};
const safeWords = await Promise.all([word(vectorsOf(2, 8)), word({ ...vectorsOf(3, 8), clipG: vectorsOf(3, 16) }), word({ ...vectorsOf(1, 768), step: null })]
  .map(async (one) => framed(await writeEmbeddingSafetensors(one))));

/** One number of a type, by its definition. */
function valueAt(view: DataView, dtype: Dtype, i: number): number {
  if (dtype === 'F32') return view.getFloat32(4 * i, true);
  if (dtype === 'F64') return view.getFloat64(8 * i, true);
  const bits = view.getUint16(2 * i, true);
  if (dtype === 'BF16') {
    view = new DataView(new ArrayBuffer(4));
    view.setUint16(2, bits, true);
    return view.getFloat32(0, true);
  }
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  const size = exponent === 31 ? (fraction ? NaN : Infinity) : exponent ? (1024 + fraction) * 2 ** (exponent - 25) : fraction * 2 ** -24;
  return bits >> 15 ? -size : size;
}

async function checkTensors(mutant: Uint8Array): Promise<string> {
  const outcome = await read(mutant);
  if (!('value' in outcome)) return outcome.code;
  holdSound(outcome.value);
  const { source, tensors } = await openTensorFile(bytesSource(mutant));
  const known = new Set<string>();
  for (const entry of tensors.values()) {
    const { bytes, dtype } = await readTensor(source, entry);
    const width = { F64: 8, F32: 4, F16: 2, BF16: 2 }[dtype as 'F32'];
    if (!width) continue;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    known.add(bitsOf(Float32Array.from({ length: bytes.length / width }, (_, i) => valueAt(view, dtype, i))));
  }
  for (const part of parts(outcome.value)) hold(known.has(part), () => 'vectors that no tensor of the file has');
  return 'read';
}
