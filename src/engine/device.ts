/** @file The GPU device: adapter, features, limits, loss, and the pipelines that all runtimes on it share. */
import { Failure } from '../failure';
import type { Shader } from './op';
import { shaderKey, shaderText, type Storages } from './shader';
import type { Storage } from './storage';
import { featuresOf, tuningOf, type Tuning } from './tiles/tuning';

export interface OpenOptions {
  /** `navigator.gpu`, or Dawn's under Node */
  gpu: GPU | undefined;
  /** default: f16 where the adapter has it, else packed; f32 on software adapters, which convert slowly */
  storage?: Storage;
  /** GiB, as browsers tell it */
  machineMemory?: number;
  /** instead of the adapter's defaults: for tests, bench, and what was measured */
  tuning?: Partial<Tuning>;
  /** timestamp queries, where the adapter has them */
  timestamps?: boolean;
}

export interface Device {
  /** kept because Dawn under Node frees the device together with it */
  readonly entry: GPU;
  readonly gpu: GPUDevice;
  readonly info: GPUAdapterInfo;
  /** a software adapter */
  readonly fallback: boolean;
  readonly storage: Storage;
  /** which kernels it runs */
  readonly tuning: Tuning;
  /** the machine's memory in GiB, rounded and capped; undefined where browsers do not tell */
  readonly machineMemory?: number;
  readonly pipelines: PipelineCache;
  /** rejects when the device is lost; never resolves */
  readonly lost: Promise<never>;
  /** throws what the device reported outside of any call, and loss */
  check(): void;
  destroy(): void;
}

export async function openDevice({ gpu, storage, machineMemory, tuning: wanted, timestamps = false }: OpenOptions): Promise<Device> {
  if (!gpu) throw new Failure('gpu.no-webgpu');
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Failure('gpu.no-adapter');
  if (!('info' in adapter)) throw new Failure('gpu.no-webgpu'); // Chrome before 127
  const hasHalf = adapter.features.has('shader-f16');
  const fallback = isSoftware(adapter.info);
  const chosen = storage ?? (fallback ? 'f32' : hasHalf ? 'f16' : 'packed');
  if (chosen === 'f16' && !hasHalf) throw new Failure('gpu.no-f16', { adapter: adapterName(adapter.info) });
  const tuning = tuningOf(adapter, fallback, wanted);
  const device = await requestDevice(adapter, chosen, tuning, timestamps && adapter.features.has('timestamp-query'));
  return { ...wrap(gpu, device, adapter.info, fallback, chosen), machineMemory, tuning };
}

/** What people know their GPU by. */
export function adapterName(info: GPUAdapterInfo): string {
  return info.description || [info.vendor, info.architecture].filter(Boolean).join(' ') || 'GPU';
}

function isSoftware(info: GPUAdapterInfo): boolean {
  return info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|software/i.test(`${info.architecture} ${info.device} ${info.description}`);
}

function requestDevice(adapter: GPUAdapter, storage: Storage, tuning: Tuning, timestamps: boolean): Promise<GPUDevice> {
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  return adapter.requestDevice({
    requiredFeatures: [...(storage === 'f16' ? (['shader-f16'] as const) : []), ...(timestamps ? (['timestamp-query'] as const) : []), ...featuresOf(tuning)],
    requiredLimits: { maxBufferSize, maxStorageBufferBindingSize, maxComputeWorkgroupStorageSize: tuning.workgroupBytes },
  });
}

function wrap(entry: GPU, gpu: GPUDevice, info: GPUAdapterInfo, fallback: boolean, storage: Storage): Omit<Device, 'tuning'> {
  let problem: Failure | undefined;
  const lost = gpu.lost.then(({ reason, message }): never => {
    problem = new Failure('gpu.lost', { reason: reason ?? 'unknown', message });
    throw problem;
  });
  lost.catch(() => {}); // told to whoever races against it, and by check()
  gpu.addEventListener('uncapturederror', ({ error }) => {
    problem ??= new Failure('gpu.error', { message: error.message });
  });
  const check = (): void => {
    if (problem) throw problem;
  };
  return { entry, gpu, info, fallback, storage, lost, check, pipelines: new PipelineCache(gpu), destroy: () => gpu.destroy() };
}

/** Pipelines by variant and storage, layouts by number of bindings; compiled once per device. */
export class PipelineCache {
  readonly #pipelines = new Map<string, Promise<GPUComputePipeline>>();
  readonly #layouts = new Map<number, { group: GPUBindGroupLayout; pipeline: GPUPipelineLayout }>();

  constructor(private readonly gpu: GPUDevice) {}

  pipeline(shader: Shader, storages: Storages, bindings: number): Promise<GPUComputePipeline> {
    const key = shaderKey(shader, storages);
    const known = this.#pipelines.get(key);
    if (known) return known;
    const made = this.#compile(shaderText(shader, storages), bindings, key);
    this.#pipelines.set(key, made);
    return made;
  }

  layout(bindings: number): { group: GPUBindGroupLayout; pipeline: GPUPipelineLayout } {
    const known = this.#layouts.get(bindings);
    if (known) return known;
    const group = this.gpu.createBindGroupLayout({ entries: layoutEntries(bindings) });
    const layout = { group, pipeline: this.gpu.createPipelineLayout({ bindGroupLayouts: [group] }) };
    this.#layouts.set(bindings, layout);
    return layout;
  }

  async #compile(code: string, bindings: number, label: string): Promise<GPUComputePipeline> {
    const module = this.gpu.createShaderModule({ label, code });
    const layout = this.layout(bindings).pipeline;
    try {
      return await this.gpu.createComputePipelineAsync({ label, layout, compute: { module, entryPoint: 'main' } });
    } catch {
      const { messages } = await module.getCompilationInfo();
      const said = messages.map(({ lineNum, message }) => `${lineNum}: ${message}`).join('; ');
      throw new Failure('gpu.compile', { kernel: label, message: said });
    }
  }
}

/**
 * Everything is read_write: tensors of one arena buffer are read and written in one dispatch, and WebGPU allows
 * disjoint ranges of a buffer in one dispatch only where all are of the same writable kind.
 */
function layoutEntries(bindings: number): GPUBindGroupLayoutEntry[] {
  const visibility = 4; // GPUShaderStage.COMPUTE; the global does not exist in Node
  const uniform: GPUBindGroupLayoutEntry = { binding: 0, visibility, buffer: { type: 'uniform' } };
  const storage = Array.from({ length: bindings }, (_, i) => ({ binding: i + 1, visibility, buffer: { type: 'storage' as const } }));
  return [uniform, ...storage];
}
