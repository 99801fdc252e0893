import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { type EmbeddingFile, writeEmbeddingPt } from '../../src/formats/embedding-pt';
import { writeTorchZip } from '../../src/formats/torch-zip';

/** Debian's own Python, for its python3-torch. */
const PYTHON = '/usr/bin/python3';
const READER = fileURLToPath(new URL('./read_embedding.py', import.meta.url));
const HAND_MADE = new URL('../fixtures/a1111/hand.pt', import.meta.url);

/** A stored zip's members by way of its central directory, checksums verified. */
function membersOf(zip: Uint8Array): Map<string, Buffer> {
  const bytes = Buffer.from(zip);
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06'));
  const members = new Map<string, Buffer>();
  let at = bytes.readUInt32LE(end + 16);
  for (let i = 0; i < bytes.readUInt16LE(end + 10); i++) {
    expect(bytes.readUInt32LE(at)).toBe(0x02014b50);
    expect(bytes.readUInt16LE(at + 10)).toBe(0);
    const [size, nameLength] = [bytes.readUInt32LE(at + 24), bytes.readUInt16LE(at + 28)];
    const local = bytes.readUInt32LE(at + 42);
    const dataStart = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const data = bytes.subarray(dataStart, dataStart + size);
    expect(bytes.readUInt32LE(at + 16)).toBe(crc32(data));
    members.set(bytes.toString('utf8', at + 46, at + 46 + nameLength), data);
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return members;
}

/** Values that only a bit-for-bit copy keeps: -0, the smallest subnormal, the largest float, 1/3. */
function oddValues(length: number): Float32Array {
  const odd = [-0, 2 ** -149, 3.4028234663852886e38, 1 / 3, -1e-7];
  return Float32Array.from({ length }, (_, i) => odd[i % odd.length] * (i % 7 === 6 ? 0.5 : 1));
}

function embedding(change: Partial<EmbeddingFile> = {}): EmbeddingFile {
  const { count = 2, width = 768 } = change;
  const vectors = oddValues(count * width);
  return { name: 'cat toy', vectors, count, width, step: 120, modelHash: '0123456789', modelName: 'model', ...change };
}

describe('bytes', () => {
  it('are the three members that every version of A1111 admits, in order', () => {
    const members = membersOf(writeEmbeddingPt(embedding()));
    expect([...members.keys()]).toEqual(['archive/data.pkl', 'archive/data/0', 'archive/version']);
    expect(members.get('archive/version')!.toString()).toBe('3\n');
    expect(members.get('archive/data/0')).toEqual(Buffer.from(oddValues(2 * 768).buffer));
  });

  it('are those of the file that A1111 is known to load, but for requires_grad', () => {
    const theirs = membersOf(readFileSync(HAND_MADE));
    const data = theirs.get('archive/data/0')!;
    const vectors = new Float32Array(new Uint8Array(data).buffer);
    const ours = membersOf(writeEmbeddingPt(embedding({ name: 'héllo', vectors, step: null, modelHash: null, modelName: null })));
    const pickle = theirs.get('archive/data.pkl')!;
    pickle[pickle.indexOf('ccollections') - 1] = 0x88;
    expect(ours).toEqual(theirs);
  });

  it('are the same at every writing', () => {
    expect(writeEmbeddingPt(embedding())).toEqual(writeEmbeddingPt(embedding()));
  });

  it('refuse a shape that the values do not fill', () => {
    expect(() => writeEmbeddingPt(embedding({ vectors: new Float32Array(3) }))).toThrow('3 values for 2 x 768');
  });
});

/** One start of Python for all of them: importing torch takes seconds. */
describe('PyTorch', () => {
  const folder = mkdtempSync(join(tmpdir(), 'embedding-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const cases: EmbeddingFile[] = [
    embedding(),
    embedding({ name: '一只猫 ñandú 😀', count: 1, width: 1024, step: 0, modelHash: null, modelName: null }),
    embedding({ name: 'long'.repeat(100), count: 75, step: 70000 }),
    embedding({ name: 'x', count: 3, width: 96, step: null }),
    embedding({ name: 'million', count: 1, width: 4, step: 1_000_000 }),
  ];

  interface Report {
    loader: 'torch' | 'weights_only' | 'restricted';
    keys: string[];
    token: Record<string, number>;
    name: string;
    step: number | null;
    sd_checkpoint: string | null;
    sd_checkpoint_name: string | null;
    shape: number[];
    dtype: string;
    requires_grad: boolean;
    /** little-endian bytes of the values */
    hex: string;
  }

  function read(files: string[]): Report[][] {
    const found = spawnSync(PYTHON, ['-c', 'import torch']);
    if (found.status !== 0) throw new Error('PyTorch is missing for the interchange test: apt-get install python3-torch');
    return JSON.parse(execFileSync(PYTHON, [READER, ...files], { encoding: 'utf8', maxBuffer: 2 ** 28 }));
  }

  it('reads every value bit for bit with torch.load, with weights_only and under the restricted rules', () => {
    const files = cases.map((one, i) => {
      const path = join(folder, `${i}.pt`);
      writeFileSync(path, writeEmbeddingPt(one));
      return path;
    });
    const reports = read(files);
    cases.forEach((one, i) => {
      expect(reports[i].map(({ loader }) => loader)).toEqual(['torch', 'weights_only', 'restricted']);
      for (const report of reports[i]) expectSame(report, one);
    });
  });

  it('is refused by the restricted rules where a file has another member or another global', () => {
    const good = Buffer.from(writeEmbeddingPt(embedding()));
    const member = join(folder, 'member.pt');
    writeFileSync(member, good.toString('latin1').replaceAll('archive/version', 'archive/virsion'), 'latin1');
    const pickle = membersOf(good).get('archive/data.pkl')!.toString('latin1').replace('OrderedDict', 'UserString');
    const foreign = join(folder, 'global.pt');
    writeFileSync(foreign, writeTorchZip(Buffer.from(pickle, 'latin1'), [new Uint8Array(2 * 768 * 4)]));
    for (const file of [member, foreign]) {
      expect(spawnSync(PYTHON, [READER, '--restricted', file], { encoding: 'utf8' }).stderr).toMatch(/refused: .*(virsion|UserString)/);
    }
  });

  function expectSame(report: Report, one: EmbeddingFile): void {
    expect(report.keys).toEqual(['string_to_token', 'string_to_param', 'name', 'step', 'sd_checkpoint', 'sd_checkpoint_name']);
    expect(report).toMatchObject({
      token: { '*': 265 },
      name: one.name,
      step: one.step,
      sd_checkpoint: one.modelHash,
      sd_checkpoint_name: one.modelName,
      shape: [one.count, one.width],
      dtype: 'float32',
      requires_grad: true,
    });
    expect(report.hex === Buffer.from(one.vectors.buffer).toString('hex')).toBe(true);
  }
});
