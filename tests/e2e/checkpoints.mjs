/** Checkpoint files for the import tests: the fixture that PyTorch wrote, and what can be made of it. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFixture, singleFile } from '../../tools/fixtures.mjs';

const PYTHON = process.env.PYTHON;
export const noPython = !PYTHON && 'no Python with PyTorch here';

/** SD 1's key names and proportions in 12 MB. */
export function sd1mini(form = 'model.safetensors') {
  makeFixture('sd1mini', PYTHON);
  return singleFile('sd1mini', form);
}

export const sha256 = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');

/** Head and data of a safetensors file. */
function parse(bytes) {
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  return { head: JSON.parse(bytes.toString('utf8', 8, start)), data: bytes.subarray(start) };
}

function write(path, head, ...data) {
  const text = Buffer.from(JSON.stringify(head).padEnd(Math.ceil(JSON.stringify(head).length / 8) * 8));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(text.length));
  writeFileSync(path, Buffer.concat([size, text, ...data]));
  return path;
}

/** The same model behind a tensor that nothing uses: larger than what an import writes at once. */
export function padded(folder, bytes) {
  const { head, data } = parse(readFileSync(sd1mini()));
  const moved = Object.entries(head).map(([name, tensor]) => {
    if (name === '__metadata__') return [name, tensor];
    return [name, { ...tensor, data_offsets: tensor.data_offsets.map((at) => at + bytes) }];
  });
  const padding = { dtype: 'F16', shape: [bytes / 2], data_offsets: [0, bytes] };
  return write(join(folder, 'padded.safetensors'), { 'nobody.uses.this': padding, ...Object.fromEntries(moved) }, Buffer.alloc(bytes), data);
}

export function cutShort(folder) {
  const bytes = readFileSync(sd1mini());
  const path = join(folder, 'cut.safetensors');
  writeFileSync(path, bytes.subarray(0, bytes.length >> 1));
  return path;
}

/** SDXL by its names: two text encoders under `conditioner`, a label embedding. */
export function sdxlLike(folder) {
  const names = [
    'conditioner.embedders.0.transformer.text_model.embeddings.token_embedding.weight',
    'conditioner.embedders.1.model.token_embedding.weight',
    'first_stage_model.decoder.conv_in.weight',
    'model.diffusion_model.input_blocks.0.0.weight',
    'model.diffusion_model.label_emb.0.0.weight',
  ];
  const head = Object.fromEntries(names.map((name, i) => [name, { dtype: 'F16', shape: [2, 2], data_offsets: [8 * i, 8 * i + 8] }]));
  return write(join(folder, 'xl.safetensors'), head, Buffer.alloc(8 * names.length));
}

export function notAModel(folder) {
  const path = join(folder, 'letter.ckpt');
  writeFileSync(path, 'Dear diary, today I renamed a text file.');
  return path;
}
