/** Copies of the nano model with one fault each. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NANO = 'tests/fixtures/nano';
const UNET = 'unet/diffusion_pytorch_model.safetensors';

/** @typedef {Map<string, { dtype: string, shape: number[], data: Buffer }>} Tensors */

/** @returns {Tensors} */
function readTensors(file) {
  const bytes = readFileSync(file);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const head = JSON.parse(bytes.toString('utf8', 8, start));
  delete head.__metadata__;
  const tensor = ({ dtype, shape, data_offsets: [from, to] }) => ({
    dtype,
    shape,
    data: bytes.subarray(start + from, start + to),
  });
  return new Map(Object.entries(head).map(([name, entry]) => [name, tensor(entry)]));
}

/** A sound file of its own: only the model's faults are tried here, not the file's. @param {Tensors} tensors */
function writeTensors(file, tensors) {
  let end = 0;
  const place = ({ dtype, shape, data }) => ({ dtype, shape, data_offsets: [end, (end += data.length)] });
  const head = Object.fromEntries([...tensors].map(([name, tensor]) => [name, place(tensor)]));
  const text = Buffer.from(JSON.stringify(head).padEnd(Math.ceil(JSON.stringify(head).length / 8) * 8));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(text.length));
  writeFileSync(file, Buffer.concat([size, text, ...[...tensors.values()].map(({ data }) => data)]));
}

const faults = {
  missing: (tensors) => tensors.delete('conv_in.bias'),
  extra: (tensors) => tensors.set('surprise.weight', tensors.get('conv_in.bias')),
  shape: (tensors) => {
    const { shape, ...rest } = tensors.get('mid_block.resnets.0.conv1.weight');
    tensors.set('mid_block.resnets.0.conv1.weight', { ...rest, shape: shape.toReversed() });
  },
};

/** @param {keyof typeof faults} fault @param {string} folder written to */
export function brokenModel(fault, folder) {
  const target = join(folder, `nano-${fault}`);
  cpSync(NANO, target, { recursive: true });
  const tensors = readTensors(join(target, UNET));
  faults[fault](tensors);
  writeTensors(join(target, UNET), tensors);
  return target;
}
