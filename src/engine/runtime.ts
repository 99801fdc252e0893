/**
 * @file A runtime: several programs over shared weights, states and one arena. Everything is created here once;
 * a run is a replay of recorded dispatches in short submits.
 */
import { Failure } from '../failure';
import type { Device } from './device';
import { Ahead } from './ahead';
import { allocate, type Buffers } from './buffers';
import { plan as makePlan, READ_SLOTS, type Plan } from './plan';
import { bindProgram, encodeSlice, type BoundProgram } from './program';
import type { ProgramSource } from './schedule';
import { decode, encode, tensorBytes } from './storage';
import type { Shape, Tensor } from './graph';
import type { Part, Reading } from './readback';

export type HostArray = Float32Array | Int32Array;

/**
 * `lender`: a runtime that does not run while this one does; its arena is used where it fits.
 * Throws `gpu.out-of-memory` {bytes}, `gpu.limit`, `gpu.error`.
 */
export async function createRuntime(device: Device, sources: Readonly<Record<string, ProgramSource>>, lender?: Runtime): Promise<Runtime> {
  const plan = makePlan(sources, device.storage, device.gpu.limits.maxStorageBufferBindingSize, device.tuning);
  const scopes = ['out-of-memory', 'validation', 'internal'] as const;
  for (const scope of scopes) device.gpu.pushErrorScope(scope);
  const buffers = allocate(device.gpu, plan, lender?.arena);
  const binding = bindAll(device, plan, buffers);
  const refused = await binding.then(() => false, () => true);
  const [internal, validation, memory] = [await device.gpu.popErrorScope(), await device.gpu.popErrorScope(), await device.gpu.popErrorScope()];
  const error = validation ?? internal;
  if (memory || error || refused) for (const buffer of buffers.all) buffer.destroy();
  if (memory) throw new Failure('gpu.out-of-memory', { bytes: plan.bytes });
  const programs = await binding;
  if (error) throw new Failure('gpu.error', { message: error.message });
  return new Runtime(device, plan, buffers, programs);
}

async function bindAll(device: Device, plan: Plan, buffers: Buffers): Promise<Map<string, BoundProgram>> {
  const programs = new Map<string, BoundProgram>();
  for (const [name, program] of plan.programs) programs.set(name, await bindProgram(device, program, plan, buffers, name));
  return programs;
}

export class Runtime {
  readonly #ahead = new Ahead();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    readonly device: Device,
    readonly plan: Plan,
    private readonly buffers: Buffers,
    private readonly programs: ReadonlyMap<string, BoundProgram>,
  ) {}

  /** Of the buffers made for this runtime, without what is lent to it. */
  get bytes(): number {
    return this.buffers.all.reduce((sum, { size }) => sum + size, 0);
  }

  /** Buffers that hold nothing between two runs. */
  get arena(): readonly GPUBuffer[] {
    return this.buffers.arena;
  }

  /** Weights to be written before the first run. */
  get weights(): { name: string; shape: Shape }[] {
    return [...this.plan.weights].map(([name, { tensor }]) => ({ name, shape: tensor.shape }));
  }

  /** `bytes` in device layout: see `encode` in storage.ts. */
  writeWeight(name: string, bytes: Uint8Array): void {
    const place = this.plan.weights.get(name);
    if (!place || bytes.byteLength !== place.bytes) {
      throw new Failure('internal', { message: `weight ${name}: ${bytes.byteLength} bytes for ${place?.bytes}` });
    }
    this.#write(this.buffers.weights[place.segment], place.offset, bytes);
  }

  writeState(name: string, values: Float32Array): void {
    const { tensor, segment, offset } = this.#state(name);
    this.#write(this.buffers.states[segment], offset, encode(values, tensor.shape, 'f32', 'f32'));
  }

  async readState(name: string): Promise<Float32Array> {
    const { tensor, segment, offset, bytes } = this.#state(name);
    const parts = [{ buffer: this.buffers.states[segment], offset, bytes }];
    const reading = await this.#inTurn(() => this.buffers.stateRead.record(this.device.gpu, parts));
    const [read] = await this.#race(reading.bytes);
    return decode(read, tensor.shape, 'f32', 'f32');
  }

  /**
   * Uploads inputs, runs a program, and reads the named outputs. Runs may overlap: the next one may be started before
   * the reads of this one are in; submits happen in the order of the calls. An aborted signal ends between two submits.
   */
  async run(
    name: string,
    inputs: Readonly<Record<string, HostArray>>,
    reads: readonly string[] = [],
    signal?: AbortSignal,
  ): Promise<Record<string, Float32Array>> {
    const program = this.#program(name);
    const reading = await this.#inTurn(() => this.#submit(program, inputs, reads, signal));
    if (!reading) return {};
    const bytes = await this.#race(reading.bytes);
    this.device.check();
    return this.#decoded(program, reads, bytes);
  }

  /** Resolves when all submitted work is done. */
  async idle(): Promise<void> {
    await this.#race(this.device.gpu.queue.onSubmittedWorkDone());
    this.device.check();
  }

  destroy(): void {
    for (const buffer of this.buffers.all) buffer.destroy();
  }

  async #submit(
    program: BoundProgram,
    inputs: Readonly<Record<string, HostArray>>,
    reads: readonly string[],
    signal?: AbortSignal,
  ): Promise<Reading | undefined> {
    this.device.check();
    for (const [input, values] of Object.entries(inputs)) this.#upload(program, input, values);
    for (const slice of program.slices) {
      signal?.throwIfAborted();
      this.device.gpu.queue.submit([encodeSlice(this.device.gpu, slice)]);
      await this.#gate();
    }
    if (reads.length === 0) return undefined;
    const parts = reads.map((output) => this.#outputPart(program, this.#output(program, output)));
    return this.#race(program.reads[program.nextRead++ % READ_SLOTS].record(this.device.gpu, parts));
  }

  #decoded(program: BoundProgram, names: readonly string[], bytes: readonly Uint8Array[]): Record<string, Float32Array> {
    const tensors = names.map((name) => this.#output(program, name));
    const values = tensors.map(({ shape, dtype }, i) => decode(bytes[i], shape, dtype, this.plan.storage));
    return Object.fromEntries(names.map((name, i) => [name, values[i]]));
  }

  #output(program: BoundProgram, name: string): Tensor {
    const tensor = program.plan.source.outputs[name];
    if (!tensor) throw new Failure('internal', { message: `no output ${name}` });
    return tensor;
  }

  #outputPart(program: BoundProgram, tensor: Tensor): Part {
    const place = program.plan.places.get(tensor.root.id)!;
    return { buffer: this.buffers.arena[place.segment], offset: place.offset, bytes: tensorBytes(tensor, this.plan.storage) };
  }

  /** One call after the other: uploads of a later run must not overtake an earlier run's submits. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => {});
    return mine;
  }

  #upload(program: BoundProgram, name: string, values: HostArray): void {
    const tensor = program.plan.source.graph.inputs.get(name);
    if (!tensor) throw new Failure('internal', { message: `no input ${name}` });
    const place = program.plan.places.get(tensor.id);
    if (!place) return; // the program does not need it
    this.#write(this.buffers.arena[place.segment], place.offset, encode(values, tensor.shape, tensor.dtype, this.plan.storage));
  }

  #write(buffer: GPUBuffer, offset: number, bytes: Uint8Array): void {
    this.device.gpu.queue.writeBuffer(buffer, offset, bytes as Uint8Array<ArrayBuffer>);
  }

  /** Waits while the GPU has enough in hand. */
  async #gate(): Promise<void> {
    const first = this.#ahead.add(this.device.gpu.queue.onSubmittedWorkDone());
    if (first) await this.#race(first);
  }

  #race<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.device.lost]);
  }

  #state(name: string) {
    const place = this.plan.states.get(name);
    if (!place) throw new Failure('internal', { message: `no state ${name}` });
    return place;
  }

  #program(name: string): BoundProgram {
    const program = this.programs.get(name);
    if (!program) throw new Failure('internal', { message: `no program ${name}` });
    return program;
  }
}

