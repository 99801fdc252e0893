/** @file What an op is to the compiler: how it becomes dispatches, and what it costs. */
import type { DType, Node, Tensor } from './graph';
import type { Storage } from './storage';
import type { ProductSize } from './tiles/choose';
import type { Tuning } from './tiles/tuning';

/** A WGSL module: its source, and the constants its text is specialised with. */
export interface Shader {
  readonly name: string;
  readonly source: string;
  readonly constants?: Readonly<Record<string, number>>;
  /** uses subgroup operations: only where the tuning has some */
  readonly subgroups?: boolean;
  /** uses matrices of subgroups: only where the tuning has some */
  readonly matrices?: boolean;
}

/** One 4-byte field of a kernel's uniform `Params`, in order. Numbers are u32. */
export type Word = number | { readonly f32: number };
export const f32 = (value: number): Word => ({ f32: value });

export interface Dispatch {
  readonly shader: Shader;
  /** bindings 1, 2, …; null is an absent optional tensor (a small zero buffer is bound) */
  readonly bindings: readonly (Tensor | null)[];
  readonly uniforms: readonly Word[];
  /** the tensor that says how the kernel's `Weight` bindings are stored; without one, like its `Quad` bindings */
  readonly weight?: Tensor;
  /** how its `Quad` bindings are stored; without a word, like the node's first input that is not i32 */
  readonly quad?: DType;
  /** of a product in tiles: what it was chosen for */
  readonly product?: ProductSize;
  /** workgroups */
  readonly groups: readonly [number, number, number];
}

export interface OpDefinition {
  readonly name: string;
  /** Dispatches in order; `storage` for what depends on it (bytes moved, never values), `tuning` for which kernels. */
  lower(node: Node, storage: Storage, tuning: Tuning): Dispatch[];
  /** The op changes a state: it runs whether or not its outputs are used. */
  readonly writesState?: boolean;
  /** Floating-point operations, multiply and add counted as two. */
  flops(node: Node): number;
}

export const WORKGROUP = 64;
const MAX_GROUPS = 65535;

/** Groups for `count` threads in one line, folded where the line is too long (see `flat()` in the prelude). */
export function lineOf(count: number, size = WORKGROUP): [number, number, number] {
  const groups = Math.ceil(count / size);
  const x = Math.min(groups, MAX_GROUPS);
  return [x, Math.ceil(groups / x), 1];
}
