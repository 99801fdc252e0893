/** @file Which nodes of a graph a program needs, their dispatches in order, and how long each tensor lives. */
import type { DType, Graph, Node, Tensor } from './graph';
import { opNamed } from './ops/index';
import type { Dispatch } from './op';
import type { Storages } from './shader';
import { tensorBytes, type Storage } from './storage';
import type { Tuning } from './tiles/tuning';

export interface ProgramSource {
  readonly graph: Graph;
  /** tensors the host may read after a run */
  readonly outputs: Readonly<Record<string, Tensor>>;
}

export interface PlannedDispatch extends Dispatch {
  readonly node: Node;
  /** share of the node's floating-point operations */
  readonly flops: number;
  readonly storages: Storages;
}

/** A tensor's stay in the arena, in dispatch numbers, both ends included. Inputs start at -1. */
export interface Life {
  readonly id: number;
  readonly tensor: Tensor;
  readonly bytes: number;
  start: number;
  end: number;
}

export interface Schedule {
  readonly source: ProgramSource;
  readonly dispatches: readonly PlannedDispatch[];
  readonly lives: readonly Life[];
  readonly flops: number;
}

export function schedule(source: ProgramSource, storage: Storage, tuning: Tuning): Schedule {
  const dispatches = neededNodes(source).flatMap((node) => lowered(node, storage, tuning));
  const flops = dispatches.reduce((total, dispatch) => total + dispatch.flops, 0);
  return { source, dispatches, flops, lives: livesOf(source, dispatches, storage) };
}

/** Nodes that an output depends on or that write a state, in the order they were built. */
export function neededNodes({ graph, outputs }: ProgramSource): Node[] {
  const needed = new Set<number>(Object.values(outputs).map((tensor) => tensor.id));
  const kept: Node[] = [];
  for (const node of graph.nodes.toReversed()) {
    const wanted = node.outputs.some((tensor) => needed.has(tensor.id)) || opNamed(node.op).writesState;
    if (!wanted) continue;
    kept.push(node);
    for (const tensor of node.inputs) if (tensor) needed.add(tensor.id);
  }
  return kept.reverse();
}

function lowered(node: Node, storage: Storage, tuning: Tuning): PlannedDispatch[] {
  const definition = opNamed(node.op);
  const dispatches = definition.lower(node, storage, tuning);
  const flops = definition.flops(node) / Math.max(1, dispatches.length);
  return dispatches.map((dispatch) => ({ ...dispatch, node, flops, storages: storagesOf(dispatch, node, storage) }));
}

function storagesOf({ quad, weight }: Dispatch, node: Node, storage: Storage): Storages {
  const stored = (dtype: DType): Storage => (dtype === 'f32' ? 'f32' : storage);
  const first = node.inputs.find((tensor) => tensor && tensor.dtype !== 'i32');
  const mine = stored(quad ?? first?.dtype ?? 'stored');
  return { quad: mine, weight: weight ? stored(weight.dtype) : mine };
}

function livesOf(source: ProgramSource, dispatches: readonly PlannedDispatch[], storage: Storage): Life[] {
  const lives = new Map<number, Life>();
  const touch = (tensor: Tensor, at: number): void => {
    const { root } = tensor;
    if (root.origin.kind === 'weight' || root.origin.kind === 'state') return;
    const start = root.origin.kind === 'input' ? -1 : at;
    const life = lives.get(root.id) ?? { id: root.id, tensor: root, bytes: tensorBytes(root, storage), start, end: at };
    life.end = Math.max(life.end, at);
    lives.set(root.id, life);
  };
  dispatches.forEach(({ bindings }, at) => bindings.forEach((tensor) => tensor && touch(tensor, at)));
  for (const tensor of Object.values(source.outputs)) touch(tensor, dispatches.length);
  return [...lives.values()];
}
