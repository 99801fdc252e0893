/**
 * Products by matrices of subgroups, which no software adapter has: their operations emulated, the rest of the kernel against the
 * oracle; and the kernel as it is through the compiler, on Dawn's adapter that has everything and runs nothing.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { create } from 'webgpu';
import { openDevice, PipelineCache, type Device } from '../../../src/engine/device';
import type { Shader } from '../../../src/engine/op';
import { linear } from '../../../src/engine/ops/linear/linear';
import { schedule } from '../../../src/engine/schedule';
import type { Storages } from '../../../src/engine/shader';
import type { Choice } from '../../../src/engine/tiles/choose';
import { matricesAreRight } from '../../../src/engine/tiles/matrices/check';
import { MATRIX_TILE, type MatrixConfig } from '../../../src/engine/tiles/matrices/config';
import operations from '../../../src/engine/tiles/matrices/operations.wgsl?raw';
import { convCase, type Case } from '../cases';
import { trained } from '../trained';
import { openTestDevice, storage } from './adapter';
import { judgeBackward } from './judge';
import emulation from './matrix-emulation.wgsl?raw';

/** What NVIDIA's and Apple's GPUs have, and one that is not square. */
const CONFIGS: readonly MatrixConfig[] = [
  { m: 16, n: 16, k: 16, subgroup: 32 },
  { m: 8, n: 8, k: 8, subgroup: 32 },
  { m: 8, n: 16, k: 16, subgroup: 16 },
];
const choices = (splits: number): Readonly<Record<string, Choice>> => new Proxy({}, { get: (): Choice => ({ tile: MATRIX_TILE, splits }) });

class Emulating extends PipelineCache {
  readonly met = new Set<string>();
  constructor(device: Device, private readonly text: string) {
    super(device.gpu);
  }
  override pipeline(shader: Shader, storages: Storages, bindings: number): Promise<GPUComputePipeline> {
    if (shader.matrices) this.met.add(shader.name.split(' ')[0]);
    const source = shader.source.replace(operations, this.text);
    return super.pipeline({ ...shader, source, matrices: false, subgroups: false }, storages, bindings);
  }
}

/** Several tiles each way, edges inside a quad, sums of several steps that end within one. */
const product: Case = {
  name: 'linear by matrices',
  build(g) {
    const [x, w] = [g.input('x', [2, 67, 85]), g.input('w', [141, 85])];
    const options = { bias: g.input('bias', [141]), perSample: g.input('sample', [2, 141]), residual: g.input('residual', [2, 67, 141]) };
    return { y: linear(x, w, options), wrt: [x] };
  },
};
const conv = convCase('by matrices', { x: [2, 7, 11, 21], o: 70, all: true });
/** Each takes lavapipe half a minute to compile. */
const cases = [[product, CONFIGS[0], 1], [conv, CONFIGS[2], 3]] as const;

describe.runIf(storage === 'f16')('products by matrices of subgroups', () => {
  let device: Device;
  beforeAll(async () => {
    device = await openTestDevice({ kernels: 'tiled' });
  });
  afterAll(() => device?.destroy());

  const emulated = (matrices: MatrixConfig, splits = 1, text = emulation): Device & { pipelines: Emulating } =>
    ({ ...device, tuning: { ...device.tuning, matrices, choices: choices(splits) }, pipelines: new Emulating(device, text) });

  it.each(cases)('$0.name, $1, in $2 parts, emulated', async (entry, config, splits) => {
    const using = emulated(config, splits);
    const first = await judgeBackward(using, entry);
    expect(await judgeBackward(using, entry)).toEqual(first);
    expect([...using.pipelines.met]).toEqual([entry === product ? 'linear' : 'conv', entry === product ? 'linear-dx' : 'conv-dx']);
  });

  it('are trusted where they are right, and nowhere else', async () => {
    expect(await matricesAreRight(emulated(CONFIGS[0]))).toBe(true);
    expect(await matricesAreRight(emulated(CONFIGS[0], 1, emulation.replace('k * RIGHT_LINE + column', 'column * RIGHT_LINE + k')))).toBe(false);
  });

  it.each(CONFIGS)('compile as they are: %o', async (matrices) => {
    const gpu = create(['backend=null', 'enable-dawn-features=allow_unsafe_apis']);
    const null_ = await openDevice({ gpu, storage: 'f16', tuning: { kernels: 'tiled', matrices, choices: choices(1) } });
    const names = new Set<string>();
    for (const entry of [product, conv]) {
      const { graph, losses, found } = trained(entry);
      const outputs = { losses, ...Object.fromEntries(found.map((tensor, i) => [`d${i}`, tensor])) };
      for (const { shader, storages, bindings } of schedule({ graph, outputs }, 'f16', null_.tuning).dispatches) {
        await null_.pipelines.pipeline(shader, storages, bindings.length);
        if (shader.matrices) names.add(shader.name.split(' ')[0]);
      }
    }
    expect([...names].sort()).toEqual(['conv', 'conv-dx', 'linear', 'linear-dx']);
    null_.destroy();
  });
});
