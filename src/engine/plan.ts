/**
 * @file The plan: which ops run, in which order, where every tensor lies; exact bytes before anything is allocated.
 *
 * All programs of a runtime share one arena (only one runs at a time), one copy of each weight and all states.
 * The arena is split into segments of at most 128 MiB, WebGPU's default binding size, so a segment is one buffer.
 */
import { Failure } from '../failure';
import { schedule, type ProgramSource, type Schedule } from './schedule';
import { packArena, packLine, type Placement } from './pack';
import { tensorBytes, type Storage } from './storage';
import { BARRIER_FREE, type Tuning } from './tiles/tuning';
import type { Tensor } from './graph';

export const SEGMENT_BYTES = 128 * 1024 * 1024;
/** WebGPU's default alignment of binding offsets, storage and uniform. */
export const ALIGNMENT = 256;
/** Bindings a kernel may have; an absent optional one reads a zero slot of its own. */
export const MAX_BINDINGS = 8;
/** Reads of one program that may be under way at once. */
export const READ_SLOTS = 2;

export interface ProgramPlan extends Schedule {
  /** by root tensor id: inputs, temporaries and outputs */
  readonly places: ReadonlyMap<number, Placement>;
  readonly uniformBytes: number;
  /** one read slot: every output after the other */
  readonly readBytes: number;
}

export interface Plan {
  readonly storage: Storage;
  readonly programs: ReadonlyMap<string, ProgramPlan>;
  readonly weights: ReadonlyMap<string, Placement & { tensor: Tensor }>;
  readonly states: ReadonlyMap<string, Placement & { tensor: Tensor }>;
  /** bytes of each arena, weight and state buffer */
  readonly arenaSegments: readonly number[];
  readonly weightSegments: readonly number[];
  readonly stateSegments: readonly number[];
  /** everything the runtime will create, in bytes */
  readonly bytes: number;
}

/** `tuning`: which kernels; some need memory of their own. Throws `gpu.limit` {need, limit}. */
export function plan(
  sources: Readonly<Record<string, ProgramSource>>,
  storage: Storage,
  bindingLimit: number,
  tuning: Tuning = BARRIER_FREE,
): Plan {
  const programs = new Map<string, ProgramPlan>();
  const arena: number[] = [];
  for (const [name, source] of Object.entries(sources)) programs.set(name, planProgram(source, storage, tuning, arena));
  const weights = packNamed(sources, (source) => source.graph.weights, storage);
  const states = packNamed(sources, (source) => source.graph.states, storage);
  const segments = [...arena, ...weights.segments, ...states.segments];
  const largest = Math.max(0, ...segments);
  if (largest > bindingLimit) throw new Failure('gpu.limit', { need: largest, limit: bindingLimit });
  return {
    storage,
    programs,
    weights: weights.places,
    states: states.places,
    arenaSegments: arena,
    weightSegments: weights.segments,
    stateSegments: states.segments,
    bytes: sum(segments) + sum(states.segments) + fixedBytes([...programs.values()]),
  };
}

/** Uniforms, read slots and the zero slots of absent bindings. States count twice: they have a read buffer. */
function fixedBytes(programs: readonly ProgramPlan[]): number {
  const each = programs.map((program) => program.uniformBytes + READ_SLOTS * program.readBytes);
  return sum(each) + MAX_BINDINGS * ALIGNMENT;
}

function planProgram(source: ProgramSource, storage: Storage, tuning: Tuning, arena: number[]): ProgramPlan {
  const scheduled = schedule(source, storage, tuning);
  const packed = packArena(scheduled.lives, SEGMENT_BYTES, ALIGNMENT);
  packed.segments.forEach((bytes, i) => (arena[i] = Math.max(arena[i] ?? 0, bytes)));
  const outputs = Object.values(source.outputs).map((tensor) => align(tensorBytes(tensor, storage)));
  return {
    ...scheduled,
    places: packed.places,
    uniformBytes: scheduled.dispatches.length * ALIGNMENT,
    readBytes: sum(outputs),
  };
}

type Named = ReadonlyMap<string, Placement & { tensor: Tensor }>;

function packNamed(
  sources: Readonly<Record<string, ProgramSource>>,
  pick: (source: ProgramSource) => ReadonlyMap<string, Tensor>,
  storage: Storage,
): { places: Named; segments: number[] } {
  const all = new Map<string, Tensor>();
  for (const source of Object.values(sources)) for (const [name, tensor] of pick(source)) addNamed(all, name, tensor);
  const sizes = [...all].map(([name, tensor]) => ({ id: name, bytes: tensorBytes(tensor, storage) }));
  const { places, segments } = packLine(sizes, SEGMENT_BYTES, ALIGNMENT);
  const named = new Map([...all].map(([name, tensor]) => [name, { ...places.get(name)!, tensor }]));
  return { places: named, segments };
}

function addNamed(all: Map<string, Tensor>, name: string, tensor: Tensor): void {
  const known = all.get(name);
  if (known && String(known.shape) !== String(tensor.shape)) {
    throw new Failure('internal', { message: `${name} is [${known.shape}] in one program, [${tensor.shape}] in another` });
  }
  all.set(name, known ?? tensor);
}

export const align = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
