/** @file Every GPUBuffer of a runtime, made at once from its plan. Sizes add up to `plan.bytes`. */
import { lend } from './lend';
import { ALIGNMENT, MAX_BINDINGS, READ_SLOTS, type Plan } from './plan';
import { ReadSlot } from './readback';

/** GPUBufferUsage by value: the global does not exist in Node. */
const USAGE = { mapRead: 1, copySource: 4, copyTarget: 8, uniform: 64, storage: 128 } as const;
const STORAGE = USAGE.storage | USAGE.copySource | USAGE.copyTarget;

export interface Buffers {
  /** some may be lent by another runtime */
  readonly arena: readonly GPUBuffer[];
  readonly weights: readonly GPUBuffer[];
  readonly states: readonly GPUBuffer[];
  readonly stateRead: ReadSlot;
  /** by program name */
  readonly uniforms: ReadonlyMap<string, GPUBuffer>;
  readonly reads: ReadonlyMap<string, readonly ReadSlot[]>;
  /** zeros for absent bindings, one slot of ALIGNMENT bytes for each binding number */
  readonly zeros: GPUBuffer;
  /** those made for this runtime */
  readonly all: readonly GPUBuffer[];
}

/** `idle`: arena buffers of another runtime, which does not run meanwhile. */
export function allocate(gpu: GPUDevice, plan: Plan, idle: readonly GPUBuffer[] = []): Buffers {
  const all: GPUBuffer[] = [];
  const make = (label: string, size: number, usage: number): GPUBuffer => {
    const buffer = gpu.createBuffer({ label, size, usage });
    all.push(buffer);
    return buffer;
  };
  const line = (label: string, sizes: readonly number[]): GPUBuffer[] => sizes.map((size, i) => make(`${label} ${i}`, size, STORAGE));
  const slot = (label: string, size: number): ReadSlot => new ReadSlot(make(label, size, USAGE.mapRead | USAGE.copyTarget));
  const programs = [...plan.programs];
  const stateBytes = plan.stateSegments.reduce((a, b) => a + b, 0);
  return {
    arena: lend(plan.arenaSegments, idle.map(({ size }) => size)).map((j, i) => (j === undefined ? make(`arena ${i}`, plan.arenaSegments[i], STORAGE) : idle[j])),
    weights: line('weights', plan.weightSegments),
    states: line('states', plan.stateSegments),
    stateRead: slot('state read', stateBytes),
    uniforms: new Map(programs.map(([name, p]) => [name, make(`${name} uniforms`, p.uniformBytes, USAGE.uniform | USAGE.copyTarget)])),
    reads: new Map(programs.map(([name, p]) => [name, Array.from({ length: READ_SLOTS }, () => slot(`${name} read`, p.readBytes))])),
    zeros: make('zeros', MAX_BINDINGS * ALIGNMENT, STORAGE),
    all,
  };
}
