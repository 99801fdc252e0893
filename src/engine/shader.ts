/** @file WGSL text of a kernel: storage prelude + shared functions + constants + the kernel's own file. */
import common from './wgsl/common.wgsl?raw';
import f16 from './wgsl/f16.wgsl?raw';
import f32 from './wgsl/f32.wgsl?raw';
import packed from './wgsl/packed.wgsl?raw';
import type { Shader } from './op';
import type { Storage } from './storage';

const preludes: Record<Storage, string> = { f32, f16, packed };

export function shaderText(shader: Shader, storage: Storage): string {
  const constants = Object.entries(shader.constants ?? {}).map(([name, value]) => `const ${name} = ${value}u;`);
  return [preludes[storage], common, ...constants, shader.source].join('\n');
}

/** One pipeline per key: variant and storage, never sizes. */
export function shaderKey(shader: Shader, storage: Storage): string {
  return [shader.name, storage, ...Object.entries(shader.constants ?? {}).map((pair) => pair.join('='))].join(' ');
}
