/** @file WGSL text of a kernel: storage preludes + shared functions + constants + the kernel's own file. */
import common from './wgsl/common.wgsl?raw';
import f16 from './wgsl/f16.wgsl?raw';
import f32 from './wgsl/f32.wgsl?raw';
import packed from './wgsl/packed.wgsl?raw';
import weightF16 from './wgsl/weight-f16.wgsl?raw';
import weightF32 from './wgsl/weight-f32.wgsl?raw';
import weightPacked from './wgsl/weight-packed.wgsl?raw';
import type { Shader } from './op';
import type { Storage } from './storage';

/** How a kernel's tensors are stored: activations (`Quad`) and weights (`Weight`). */
export interface Storages {
  readonly quad: Storage;
  readonly weight: Storage;
}

const quads: Record<Storage, string> = { f32, f16, packed };
const weights: Record<Storage, string> = { f32: weightF32, f16: weightF16, packed: weightPacked };

/** The rule would have it proven that all threads of a subgroup call with the same numbers. */
const MATRICES = ['enable chromium_experimental_subgroup_matrix;', 'diagnostic(off, chromium.subgroup_matrix_uniformity);'];

export function shaderText(shader: Shader, { quad, weight }: Storages): string {
  const enable = [...(quad === 'f16' || weight === 'f16' ? ['enable f16;'] : []), ...(shader.subgroups ? ['enable subgroups;'] : []), ...(shader.matrices ? MATRICES : [])];
  const constants = Object.entries(shader.constants ?? {}).map(([name, value]) => `const ${name} = ${value}u;`);
  return [...enable, quads[quad], weights[weight], common, ...constants, shader.source].join('\n');
}

/** One pipeline per key: variant and storages, never sizes. */
export function shaderKey(shader: Shader, { quad, weight }: Storages): string {
  const constants = Object.entries(shader.constants ?? {}).map((pair) => pair.join('='));
  return [shader.name, quad === weight ? quad : `${quad}/${weight}`, ...constants].join(' ');
}
