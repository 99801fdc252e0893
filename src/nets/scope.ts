/** @file Names of weights: a place in the tree of a checkpoint's state dict, from which a net asks for its tensors. */
import type { Graph, Tensor } from '../engine/graph';

/** The three networks, named as their folders in the diffusers layout. A weight of a graph is `component/name`. */
export const COMPONENTS = ['text_encoder', 'unet', 'vae'] as const;
export type Component = (typeof COMPONENTS)[number];

export class Scope {
  constructor(
    readonly graph: Graph,
    private readonly prefix: string,
  ) {}

  /** The place `path` below this one. */
  at(path: string | number): Scope {
    return new Scope(this.graph, `${this.prefix}${path}.`);
  }

  /** Linear [out, in], conv [out, kh, kw, in], the rest [n]. */
  weight(name: string, ...shape: number[]): Tensor {
    return this.graph.weight(this.prefix + name, shape);
  }
}

export const weightsOf = (graph: Graph, component: Component): Scope => new Scope(graph, `${component}/`);

export function splitName(name: string): { component: Component; tensor: string } {
  const slash = name.indexOf('/');
  return { component: name.slice(0, slash) as Component, tensor: name.slice(slash + 1) };
}
