/** @file A bound program: pipelines and bind groups made once, cut into slices short enough for one submit. */
import { Failure } from '../failure';
import type { Buffers } from './buffers';
import type { Device } from './device';
import type { Tensor } from './graph';
import type { Word } from './op';
import { ALIGNMENT, type Plan, type ProgramPlan } from './plan';
import type { Placement } from './pack';
import type { ReadSlot } from './readback';
import type { PlannedDispatch } from './schedule';

export interface BoundDispatch {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly groups: readonly [number, number, number];
}

export interface BoundProgram {
  readonly plan: ProgramPlan;
  readonly slices: readonly (readonly BoundDispatch[])[];
  readonly reads: readonly ReadSlot[];
  nextRead: number;
}

/**
 * Floating-point operations of one submit, for 50–100 ms on the slowest adapter of each kind: software adapters reach
 * 1–10 GFLOP/s, the slowest GPUs with WebGPU some 200 GFLOP/s.
 */
const SLICE_FLOPS = { software: 2e8, hardware: 1e10 };

export async function bindProgram(device: Device, plan: ProgramPlan, all: Plan, buffers: Buffers, name: string): Promise<BoundProgram> {
  const uniforms = buffers.uniforms.get(name)!;
  device.gpu.queue.writeBuffer(uniforms, 0, uniformBytes(plan));
  const bind = (dispatch: PlannedDispatch, index: number): Promise<BoundDispatch> =>
    bindDispatch(device, dispatch, { buffer: uniforms, offset: index * ALIGNMENT, size: ALIGNMENT }, (tensor, i) => resource(tensor, i, plan, all, buffers));
  const bound = await Promise.all(plan.dispatches.map(bind));
  const limit = device.fallback ? SLICE_FLOPS.software : SLICE_FLOPS.hardware;
  return { plan, slices: slicesOf(plan.dispatches, bound, limit), reads: buffers.reads.get(name)!, nextRead: 0 };
}

async function bindDispatch(
  device: Device,
  { shader, storages, bindings, groups }: PlannedDispatch,
  uniform: GPUBufferBinding,
  find: (tensor: Tensor | null, index: number) => GPUBufferBinding,
): Promise<BoundDispatch> {
  checkAliases(shader.name, bindings);
  const entries = [uniform, ...bindings.map(find)].map((buffer, binding) => ({ binding, resource: buffer }));
  const layout = device.pipelines.layout(bindings.length).group;
  const group = device.gpu.createBindGroup({ label: shader.name, layout, entries });
  return { pipeline: await device.pipelines.pipeline(shader, storages, bindings.length), group, groups };
}

/** WebGPU forbids overlapping writable ranges in one dispatch. */
function checkAliases(name: string, bindings: readonly (Tensor | null)[]): void {
  const roots = bindings.filter((tensor) => tensor !== null).map(({ root }) => root.id);
  if (new Set(roots).size < roots.length) throw new Failure('internal', { message: `${name} binds a tensor twice` });
}

function resource(tensor: Tensor | null, index: number, plan: ProgramPlan, all: Plan, buffers: Buffers): GPUBufferBinding {
  if (!tensor) return { buffer: buffers.zeros, offset: index * ALIGNMENT, size: ALIGNMENT };
  const { origin, id } = tensor.root;
  if (origin.kind === 'weight') return binding(buffers.weights, all.weights.get(origin.name)!);
  if (origin.kind === 'state') return binding(buffers.states, all.states.get(origin.name)!);
  return binding(buffers.arena, plan.places.get(id)!);
}

const binding = (buffers: readonly GPUBuffer[], place: Placement): GPUBufferBinding => ({
  buffer: buffers[place.segment],
  offset: place.offset,
  size: place.bytes,
});

function uniformBytes(plan: ProgramPlan): ArrayBuffer {
  const bytes = new ArrayBuffer(plan.uniformBytes);
  const view = new DataView(bytes);
  plan.dispatches.forEach(({ uniforms }, d) => uniforms.forEach((word, w) => setWord(view, d * ALIGNMENT + w * 4, word)));
  return bytes;
}

function setWord(view: DataView, at: number, word: Word): void {
  if (typeof word === 'number') view.setUint32(at, word, true);
  else view.setFloat32(at, word.f32, true);
}

function slicesOf(planned: readonly PlannedDispatch[], bound: readonly BoundDispatch[], limit: number): BoundDispatch[][] {
  const slices: BoundDispatch[][] = [[]];
  let flops = 0;
  bound.forEach((dispatch, i) => {
    if (flops + planned[i].flops > limit && slices.at(-1)!.length) {
      slices.push([]);
      flops = 0;
    }
    slices.at(-1)!.push(dispatch);
    flops += planned[i].flops;
  });
  return slices;
}

export function encodeSlice(gpu: GPUDevice, slice: readonly BoundDispatch[], timestampWrites?: GPUComputePassTimestampWrites): GPUCommandBuffer {
  const encoder = gpu.createCommandEncoder();
  const pass = encoder.beginComputePass({ timestampWrites });
  for (const { pipeline, group, groups } of slice) {
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(...groups);
  }
  pass.end();
  return encoder.finish();
}
