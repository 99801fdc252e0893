/** Files that torch itself wrote, against what numpy says is in them: both forms, every protocol. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, openAsBlob, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blobSource } from '../../src/formats/byte-source';
import { openTensorFile, type TensorFile } from '../../src/formats/tensor-file';
import { readTensor } from '../../src/formats/tensor-entry';

/** Debian's own Python, for its python3-torch. */
const PYTHON = '/usr/bin/python3';
const WRITER = fileURLToPath(new URL('./write_torch.py', import.meta.url));

interface Said {
  format: string;
  tensors: Record<string, { dtype: string; shape: readonly number[]; hex: string }>;
  values: Record<string, string | number>;
}

const folder = mkdtempSync(join(tmpdir(), 'torch-files-'));
let expected: Record<string, Said>;

/** One start of Python for all of them: importing torch takes seconds. */
beforeAll(() => {
  const found = spawnSync(PYTHON, ['-c', 'import torch, numpy']);
  if (found.status !== 0) throw new Error('PyTorch is missing for the test of its files: apt-get install python3-torch python3-numpy');
  execFileSync(PYTHON, [WRITER, folder]);
  expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

const open = async (file: string): Promise<TensorFile> => openTensorFile(blobSource(await openAsBlob(join(folder, file))));

async function read(file: TensorFile): Promise<Said['tensors']> {
  const read = [...file.tensors].map(async ([name, entry]) => {
    const { dtype, shape, bytes } = await readTensor(file.source, entry);
    return [name, { dtype, shape, hex: Buffer.from(bytes).toString('hex') }] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

describe('files that torch wrote', () => {
  it('are read bit for bit, names and numbers beside them included', async () => {
    expect(Object.keys(expected).length).toBeGreaterThan(70);
    for (const [name, said] of Object.entries(expected)) {
      const file = await open(name);
      expect(file.format, name).toBe(said.format);
      const tensors = await read(file);
      const inside = Object.entries(tensors).filter(([key]) => key in said.tensors);
      expect(Object.fromEntries(inside), name).toEqual(said.tensors);
      // what lies beside the weights of a whole checkpoint may hold tensors too
      if (!name.startsWith('checkpoint')) expect(inside.length, name).toBe(file.tensors.size);
      expect(file.values, name).toEqual(said.values);
    }
  });

  it('have strides only where elements do not lie in order', async () => {
    const { tensors } = await open('views-zip-2.pt');
    const strided = [...tensors].filter(([, { strides }]) => strides).map(([name]) => name);
    expect(strided.sort()).toEqual(['channels', 'column', 'step', 't16', 't64', 't8', 'tb', 'transposed']);
  });

  it('hold one storage for tensors that share it', async () => {
    for (const name of ['shared-zip-2.pt', 'shared-legacy-2.pt']) {
      const { tensors } = await open(name);
      expect(tensors.get('b')).toEqual(tensors.get('a'));
      expect(tensors.get('c')!.start).toBe(tensors.get('a')!.start + 4);
    }
  });

  it('name what they would have run where they come from an old protocol', () => {
    // protocols 0 and 1 rebuild objects by copyreg, which could build anything
    execFileSync(PYTHON, ['-c', 'import sys, torch; torch.save(torch.nn.ParameterDict(), sys.argv[1], pickle_protocol=1)', join(folder, 'old.pt')]);
    return expect(open('old.pt')).rejects.toMatchObject({ code: 'pickle.global', values: { name: 'copy_reg._reconstructor' } });
  });
});
