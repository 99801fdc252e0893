/**
 * @file The graph: typed ops with shapes. A net is a function from tensors to tensors; nothing here touches a GPU.
 *
 * Layout of every tensor: all dimensions but the last are rows, the last one is channels; a row is padded with zeros
 * to a multiple of four channels (a quad), so that every kernel reads and writes four channels at a time whatever the
 * storage. Kernels keep the padding zero. `i32` tensors are flat and not padded.
 */
import { invariant } from '../failure';

/** `stored`: the storage type of the runtime (f32, f16, packed f16). `f32`: always f32. `i32`: indices. */
export type DType = 'stored' | 'f32' | 'i32';
export type Shape = readonly number[];

export type Origin =
  | { readonly kind: 'input'; readonly name: string }
  | { readonly kind: 'weight'; readonly name: string }
  | { readonly kind: 'state'; readonly name: string }
  | { readonly kind: 'op'; readonly node: Node };

export interface Tensor {
  readonly id: number;
  readonly graph: Graph;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly origin: Origin;
  /** the tensor whose bytes this one shares; itself unless it is a reshape */
  readonly root: Tensor;
}

export interface Node {
  readonly op: string;
  readonly inputs: readonly (Tensor | null)[];
  readonly attrs: Attrs;
  readonly outputs: readonly Tensor[];
  /** the innermost block it was built in: what the backward pass may make again as a whole */
  readonly block?: Block;
}

/** Nodes built together; blocks are numbered as they begin, so that graphs built alike have the same ones. */
export interface Block {
  readonly number: number;
  /** the block around it */
  readonly parent?: Block;
}

export type Attrs = Readonly<Record<string, number | string | boolean>>;
export type OutputSpec = { shape: Shape; dtype: DType };

export class Graph {
  readonly nodes: Node[] = [];
  readonly inputs = new Map<string, Tensor>();
  readonly weights = new Map<string, Tensor>();
  readonly states = new Map<string, Tensor>();
  #count = 0;
  #block: Block | undefined;
  #blocks = 0;

  /** Uploaded by the host before each run. */
  input(name: string, shape: Shape, dtype: DType = 'stored'): Tensor {
    return this.#named(this.inputs, name, shape, dtype, { kind: 'input', name });
  }

  /** Frozen, one copy for all programs of a runtime. Linear [out, in], conv [out, kh, kw, in]. */
  weight(name: string, shape: Shape): Tensor {
    return this.#named(this.weights, name, shape, 'stored', { kind: 'weight', name });
  }

  /** f32, lives on between runs, shared by name among the programs of a runtime; ops may write it. */
  state(name: string, shape: Shape): Tensor {
    return this.#named(this.states, name, shape, 'f32', { kind: 'state', name });
  }

  /** Everything `build` appends belongs to one block. */
  block<T>(build: () => T): T {
    return this.#within({ number: this.#blocks++, parent: this.#block }, build);
  }

  /** What `build` appends belongs to no block: it is kept, whatever is made again around it. */
  outside<T>(build: () => T): T {
    return this.#within(undefined, build);
  }

  #within<T>(block: Block | undefined, build: () => T): T {
    const around = this.#block;
    this.#block = block;
    try {
      return build();
    } finally {
      this.#block = around;
    }
  }

  /** Appends an op. Outputs nobody uses are scratch that lives for this op only. */
  apply(op: string, inputs: readonly (Tensor | null)[], attrs: Attrs, outputs: readonly OutputSpec[]): Tensor[] {
    const node = { op, inputs, attrs, outputs: [] as Tensor[], block: this.#block };
    for (const { shape, dtype } of outputs) node.outputs.push(this.#tensor(shape, dtype, { kind: 'op', node }));
    this.nodes.push(node);
    return node.outputs;
  }

  /** Memory of a node's own dispatches, f32, for as long as they run: what only some kernels need. */
  scratch(node: Node, shape: Shape): Tensor {
    return this.#tensor(shape, 'f32', { kind: 'op', node });
  }

  /** The same bytes under another shape; rows keep their padding, so the last dimension may only change in quads. */
  reshape(x: Tensor, shape: Shape): Tensor {
    invariant(sizeOf(shape) === sizeOf(x.shape), () => `reshape [${x.shape}] to [${shape}]`);
    invariant(quads(shape) * rows(shape) === quads(x.shape) * rows(x.shape), () => `reshape breaks padding: [${x.shape}]`);
    const node = { op: 'reshape', inputs: [x], attrs: {}, outputs: [] as Tensor[], block: this.#block };
    node.outputs.push({ ...this.#tensor(shape, x.dtype, { kind: 'op', node }), root: x.root });
    this.nodes.push(node);
    return node.outputs[0];
  }

  #named(map: Map<string, Tensor>, name: string, shape: Shape, dtype: DType, origin: Origin): Tensor {
    const known = map.get(name);
    if (known) {
      invariant(String(known.shape) === String(shape), () => `${name}: [${shape}] after [${known.shape}]`);
      return known;
    }
    const tensor = this.#tensor(shape, dtype, origin);
    map.set(name, tensor);
    return tensor;
  }

  #tensor(shape: Shape, dtype: DType, origin: Origin): Tensor {
    invariant(shape.length > 0 && shape.every((n) => Number.isInteger(n) && n > 0), () => `shape [${shape}]`);
    const tensor = { id: this.#count++, graph: this, shape, dtype, origin } as { root?: Tensor } & Omit<Tensor, 'root'>;
    tensor.root = tensor as Tensor;
    return tensor as Tensor;
  }
}

/** Number of elements without padding. */
export const sizeOf = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);
/** Product of all dimensions but the last. */
export const rows = (shape: Shape): number => sizeOf(shape.slice(0, -1));
/** The last dimension. */
export const channels = (shape: Shape): number => shape[shape.length - 1];
/** Quads (four channels) of one row. */
export const quads = (shape: Shape): number => Math.ceil(channels(shape) / 4);
