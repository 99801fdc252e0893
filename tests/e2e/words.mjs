/** Files of words for the library tests: made of bytes, and taken apart again. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of the bundled model's vectors. */
export const WIDTH = JSON.parse(readFileSync('public/model/text_encoder.config.json', 'utf8')).hidden_size;

/** A safetensors file of f32 tensors, its numbers pseudo-random. @param {Record<string, number[]>} shapes */
export function safetensors(shapes) {
  let at = 0;
  const head = {};
  for (const [name, shape] of Object.entries(shapes)) {
    const bytes = 4 * shape.reduce((product, side) => product * side, 1);
    head[name] = { dtype: 'F32', shape, data_offsets: [at, (at += bytes)] };
  }
  const text = Buffer.from(JSON.stringify(head).padEnd(Math.ceil(JSON.stringify(head).length / 8) * 8));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(text.length));
  const numbers = Float32Array.from({ length: at / 4 }, (_, i) => Math.fround(0.02 * Math.sin(i * 12.9898 + 1)));
  return Buffer.concat([size, text, Buffer.from(numbers.buffer)]);
}

export function wordFile(folder, name, shapes) {
  const path = join(folder, name);
  writeFileSync(path, safetensors(shapes));
  return path;
}

/** Head of a safetensors file, and the bytes of a tensor of it. */
export function readSafetensors(bytes) {
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const { __metadata__: metadata, ...tensors } = JSON.parse(bytes.toString('utf8', 8, start));
  const dataOf = (name) => bytes.subarray(...tensors[name].data_offsets.map((at) => start + at));
  return { metadata, tensors, dataOf };
}

/** Name → bytes of a zip whose entries are stored, by its central directory. */
export function readZip(bytes) {
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  let at = bytes.readUInt32LE(end + 16);
  const entries = {};
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const [method, size, nameLength] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 24), bytes.readUInt16LE(at + 28)];
    if (method !== 0) throw new Error(`method ${method}`);
    const local = bytes.readUInt32LE(at + 42);
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    entries[bytes.toString('utf8', at + 46, at + 46 + nameLength)] = bytes.subarray(from, from + size);
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

/** What stands in a card's text chunk: name, step, vectors as f32 bytes; and the picture's size. */
export function readCard(bytes) {
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const data = bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at));
    const [key, text] = data.toString('latin1').split('\0', 2);
    if (bytes.toString('latin1', at + 4, at + 8) !== 'tEXt' || key !== 'sd-ti-embedding') continue;
    const { name, step, string_to_param } = JSON.parse(Buffer.from(text, 'base64').toString());
    const rows = string_to_param['*'].TORCHTENSOR;
    return { width, height, name, step, vectors: Buffer.from(Float32Array.from(rows.flat()).buffer) };
  }
  throw new Error('no text chunk of a card');
}

/** As sites give pictures back. */
export function withoutText(bytes) {
  const kept = [bytes.subarray(0, 8)];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    if (bytes.toString('latin1', at + 4, at + 8) !== 'tEXt') kept.push(bytes.subarray(at, at + 12 + bytes.readUInt32BE(at)));
  }
  return Buffer.concat(kept);
}
