/**
 * @file Which kernels an adapter runs. Software adapters pay for workgroup barriers (two and a half times on
 * SwiftShader): they have kernels without any. Hardware has tiled ones where an op has them.
 */
import type { Choice } from './choose';
import { MATRIX_FEATURE, matricesOf, type MatrixConfig } from './matrices/config';

/** `barrier-free`: one thread per output or a small register tile. `tiled`: tiles in workgroup memory. */
export type KernelSet = 'barrier-free' | 'tiled';
export type Vendor = 'nvidia' | 'amd' | 'intel' | 'apple' | 'other';

export interface Tuning {
  readonly kernels: KernelSet;
  readonly vendor: Vendor;
  /** threads of the smallest subgroup, where kernels may use subgroup operations; 0 elsewhere */
  readonly subgroups: number;
  /** of workgroup memory that a kernel may declare */
  readonly workgroupBytes: number;
  /** of softmax's weights that an attention without barriers may keep for its gradient (as many again for theirs) */
  readonly keptNumbers: number;
  /** of subgroups, where the adapter has them and kernels may use them */
  readonly matrices?: MatrixConfig;
  /** measured, by the product's key (see choose.ts); products not named follow the defaults */
  readonly choices?: Readonly<Record<string, Choice>>;
}

/** WebGPU's default limit of workgroup memory, and the most that a kernel of ours declares. */
export const WORKGROUP_BYTES = { least: 16384, most: 32768 } as const;

/** 16 MiB */
const KEPT_NUMBERS = 4 * 1024 * 1024;

/** What a software adapter runs, and every plan that is told nothing else. */
export const BARRIER_FREE: Tuning = { kernels: 'barrier-free', vendor: 'other', subgroups: 0, workgroupBytes: WORKGROUP_BYTES.least, keptNumbers: KEPT_NUMBERS };

/** The names adapters have for themselves in `GPUAdapterInfo.vendor`; Dawn's are lower case. */
const VENDORS: readonly Vendor[] = ['nvidia', 'amd', 'intel', 'apple'];

/** `wanted`: instead of the defaults; what the adapter does not have is not switched on by it. */
export function tuningOf(adapter: GPUAdapter, fallback: boolean, wanted: Partial<Tuning> = {}): Tuning {
  const { info, features, limits } = adapter;
  const subgroups = features.has('subgroups') ? (info.subgroupMinSize ?? 0) : 0;
  const bytes = Math.min(limits.maxComputeWorkgroupStorageSize, WORKGROUP_BYTES.most);
  return {
    ...wanted,
    kernels: wanted.kernels ?? (fallback ? 'barrier-free' : 'tiled'),
    vendor: wanted.vendor ?? VENDORS.find((name) => info.vendor.toLowerCase().includes(name)) ?? 'other',
    subgroups: Math.min(subgroups, wanted.subgroups ?? Infinity),
    workgroupBytes: Math.min(bytes, wanted.workgroupBytes ?? Infinity),
    keptNumbers: wanted.keptNumbers ?? KEPT_NUMBERS,
    matrices: wanted.matrices ?? matricesOf(adapter),
  };
}

/** The device with those choices in place of all it had. */
export const withChoices = <D extends { readonly tuning: Tuning }>(device: D, choices: Tuning['choices']): D => ({ ...device, tuning: { ...device.tuning, choices } });

/** Features to ask of the adapter for the kernels of a tuning. */
export function featuresOf({ kernels, subgroups, matrices }: Tuning): GPUFeatureName[] {
  if (kernels !== 'tiled') return [];
  return [...(subgroups ? (['subgroups'] as const) : []), ...(matrices ? [MATRIX_FEATURE as GPUFeatureName] : [])];
}
