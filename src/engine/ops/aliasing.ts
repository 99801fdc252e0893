/** @file WebGPU refuses two writable bindings of the same bytes in one dispatch; what builders and lowerings do about it. */
import { invariant } from '../../failure';
import type { Tensor } from '../graph';

export const sameBytes = (a: Tensor | null, b: Tensor | null): boolean => a !== null && a.root === b?.root;

/** For ops that have no use for the same tensor twice. */
export function distinct(op: string, tensors: readonly (Tensor | null)[]): void {
  const roots = tensors.filter((tensor) => tensor !== null).map((tensor) => tensor.root);
  invariant(new Set(roots).size === roots.length, () => `${op}: the same tensor twice`);
}

/**
 * A gradient that is added to the result. Its `mode` is the kernel's word: 0 absent, 1 bound, 2 it is `dy` itself
 * (y = x + f(x)), which is bound already.
 */
export function residualOf(residual: Tensor | null, dy: Tensor): { mode: number; bound: Tensor | null } {
  if (!residual) return { mode: 0, bound: null };
  return sameBytes(residual, dy) ? { mode: 2, bound: null } : { mode: 1, bound: residual };
}
