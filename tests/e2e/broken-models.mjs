/** Copies of the nano model with one fault each. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NANO = 'tests/fixtures/nano';
const UNET = 'unet/diffusion_pytorch_model.safetensors';

/** Changes the head (name -> dtype, shape, data_offsets) of a safetensors file; the data stay as they are. */
function editHead(file, edit) {
  const bytes = readFileSync(file);
  const length = Number(bytes.readBigUInt64LE(0));
  const head = JSON.parse(bytes.toString('utf8', 8, 8 + length));
  edit(head);
  const text = Buffer.from(JSON.stringify(head));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(text.length));
  writeFileSync(file, Buffer.concat([size, text, bytes.subarray(8 + length)]));
}

const faults = {
  missing: (head) => delete head['conv_in.bias'],
  extra: (head) => {
    head['surprise.weight'] = head['conv_in.bias'];
  },
  shape: (head) => {
    head['conv_in.weight'].shape = head['conv_in.weight'].shape.toReversed();
  },
};

/** @param {keyof typeof faults} fault @param {string} folder written to */
export function brokenModel(fault, folder) {
  const target = join(folder, `nano-${fault}`);
  cpSync(NANO, target, { recursive: true });
  editHead(join(target, UNET), faults[fault]);
  return target;
}
