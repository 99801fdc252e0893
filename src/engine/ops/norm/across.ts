/** @file Sums over a workgroup for norms: with subgroups where the adapter has them, else through workgroup memory alone. */
import type { Shader } from '../../op';
import type { Tuning } from '../../tiles/tuning';
import bySubgroups from './across-subgroups.wgsl?raw';
import byWorkgroup from './across-workgroup.wgsl?raw';

/** What a kernel calls the two numbers of its subgroup; without subgroups nothing reads them. */
const BUILTINS = '@builtin(subgroup_invocation_id) mine: u32, @builtin(subgroup_size) size: u32';

/**
 * A kernel of `threads` threads whose text has SUBGROUP among main's parameters and calls `across(v, lane, mine, size)`.
 */
export function acrossShader(name: string, source: string, threads: number, constants: Readonly<Record<string, number>>, tuning: Tuning): Shader {
  const subgroups = tuning.subgroups > 0;
  const text = subgroups ? source.replace('SUBGROUP', BUILTINS) : source.replace('SUBGROUP', '').replace('NUMBERS', 'let mine = 0u; let size = 1u;');
  return {
    name: `${name} ${subgroups ? 'by subgroups' : 'by workgroup'}`,
    source: (subgroups ? bySubgroups : byWorkgroup) + text.replace('NUMBERS', ''),
    constants: { THREADS: threads, ...constants },
    subgroups,
  };
}
