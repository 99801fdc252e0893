/** @file Group norm and its gradient in one dispatch, for pictures of which a workgroup can hold its groups' sums. */
import { channels, quads, rows, type Attrs, type Node, type Tensor } from '../../graph';
import { f32, type Dispatch } from '../../op';
import type { Tuning } from '../../tiles/tuning';
import activations from '../../wgsl/activations.wgsl?raw';
import { ACTIVATIONS } from '../activation/kinds';
import { residualOf } from '../aliasing';
import { acrossShader } from '../norm/across';
import common from './fused-common.wgsl?raw';
import dxSource from './group-norm-fused-dx.wgsl?raw';
import source from './group-norm-fused.wgsl?raw';

const THREADS = 256;
/** Quads that one workgroup reads: more, and few workgroups would have long work (the VAE's pictures). */
const MOST_QUADS = 65536;

/** Groups of one workgroup: they begin and end on a quad together. Undefined: no four do, or they are too much for one. */
export function groupsAtOnce(x: Tensor, groups: number, { kernels }: Tuning): number | undefined {
  if (kernels === 'barrier-free') return undefined;
  const perGroup = channels(x.shape) / groups;
  const whole = [1, 2, 4].find((n) => (n * perGroup) % 4 === 0 && groups % n === 0) ?? (groups <= 4 ? groups : undefined);
  if (!whole) return undefined;
  const wide = Math.ceil((whole * perGroup) / 4);
  return wide <= THREADS && (wide * rows(x.shape)) / x.shape[0] <= MOST_QUADS ? whole : undefined;
}

interface Fused {
  words: number[];
  groups: [number, number, number];
  constants: Readonly<Record<string, number>>;
}

function fusedOf(x: Tensor, attrs: Attrs, atOnce: number): Fused {
  const groups = attrs.groups as number;
  const perGroup = channels(x.shape) / groups;
  const act = attrs.silu ? ACTIVATIONS.silu : ACTIVATIONS.none;
  return {
    words: [rows(x.shape) / x.shape[0], quads(x.shape), groups, perGroup, atOnce, act],
    groups: [groups / atOnce, x.shape[0], 1],
    constants: { QUADS: Math.ceil((atOnce * perGroup) / 4) },
  };
}

export function lowerFused({ inputs, outputs: [y, stats], attrs }: Node, atOnce: number, tuning: Tuning): Dispatch[] {
  const [x, gamma, beta] = inputs as Tensor[];
  const { words, groups, constants } = fusedOf(x, attrs, atOnce);
  const shader = acrossShader('group-norm fused', activations + common + source, THREADS, constants, tuning);
  return [{ shader, bindings: [x, gamma, beta, y, stats], weight: gamma, uniforms: [...words, f32(attrs.eps as number)], groups }];
}

export function lowerFusedDx({ inputs, outputs: [dx], attrs }: Node, atOnce: number, tuning: Tuning): Dispatch[] {
  const [dy, x, gamma, beta, stats] = inputs as Tensor[];
  const { mode, bound } = residualOf(inputs[5], dy);
  const { words, groups, constants } = fusedOf(x, attrs, atOnce);
  const shader = acrossShader('group-norm-dx fused', activations + common + dxSource, THREADS, constants, tuning);
  return [{ shader, bindings: [dy, x, gamma, beta, stats, bound, dx], weight: gamma, uniforms: [...words, mode], groups }];
}
