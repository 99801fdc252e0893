/** An import never holds more than 64 MiB and its largest tensor, however large the file. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { Precision } from '../../src/checkpoints/import-convert';
import { runPass } from '../../src/checkpoints/import-pass';
import { planImport } from '../../src/checkpoints/import-plan';
import type { ByteSource } from '../../src/formats/byte-source';
import type { Dtype, TensorEntry } from '../../src/formats/tensor-entry';
import { checkpointOf } from './import-cases';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const MiB = 2 ** 20;

/** Bytes of buffers that anything still refers to. */
function heldBytes(): number {
  collect();
  return process.memoryUsage().arrayBuffers;
}

/** A file of zeros: its bytes are made when they are asked for. */
function zeros(size: number, onRead: () => void): ByteSource {
  return {
    size,
    async read(start, end) {
      onRead();
      return new Uint8Array(end - start);
    },
  };
}

const WIDTH = { F32: 4, F16: 2 } as Record<Dtype, number>;

/** Tensors of 20 MiB as wide layers have, in turns of three networks, and one of 72 MiB as the token table. */
function layers(dtype: Dtype, total: number): Map<string, TensorEntry> {
  const tensors = new Map<string, TensorEntry>();
  for (let at = 0, i = 0; at < total; i++) {
    const bytes = Math.min(total - at, (i === 3 ? 72 : 20) * MiB);
    tensors.set(`${['unet', 'vae', 'text_encoder'][i % 3]}/layer.${i}`, { dtype, shape: [bytes / WIDTH[dtype]], start: at, end: at + bytes });
    at += bytes;
  }
  return tensors;
}

test.each<[Dtype, Precision]>([['F16', 'f16'], ['F16', 'f32'], ['F32', 'f16']])('%s to %s', async (dtype, precision) => {
  const total = 160 * MiB;
  let most = 0;
  const look = (): void => void (most = Math.max(most, heldBytes()));
  const source = zeros(total, look);
  const plan = planImport(checkpointOf(source, layers(dtype, total)), precision);
  const before = heldBytes();
  const unwritten = { now: 0, most: 0 };
  let written = 0;
  await runPass(plan, {
    // A slow disk: what comes meanwhile must wait.
    async write(shards) {
      const bytes = shards.reduce((sum, { blob }) => sum + blob.size, 0);
      expect(bytes).toBeLessThanOrEqual(32 * MiB);
      look();
      await new Promise((done) => setTimeout(done, 30));
      look();
      written += bytes;
    },
  }, { signal: new AbortController().signal, onProgress: (done) => {
    const ratio = plan.storedBytes / total;
    unwritten.now = done * ratio - written;
    unwritten.most = Math.max(unwritten.most, unwritten.now);
  } });
  expect(written).toBe(plan.storedBytes - 2);
  expect(unwritten.most).toBeLessThan(48 * MiB);
  expect(most - before).toBeLessThan(64 * MiB);
});
