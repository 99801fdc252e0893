/** @file What configs are read from where there is no config.json: names and shapes of a network's tensors. */
import { Failure } from '../../failure';
import { mostOf } from '../../nets/fields';
import type { Component } from '../../nets/scope';
import type { ComponentTensors } from '../checkpoint';

export class Shapes {
  constructor(
    private readonly component: Component,
    private readonly tensors: ComponentTensors,
  ) {}

  has(name: string): boolean {
    return this.tensors.has(name);
  }

  /** One dimension. Throws `model.tensor-missing`, `model.tensor-shape`. */
  size(name: string, dimension: number): number {
    const shape = this.of(name);
    const size = shape[dimension];
    if (size > 0) return size;
    throw new Failure('model.tensor-shape', { name: `${this.component}/${name}`, expected: `[${'?, '.repeat(dimension)}?]`, found: `[${shape.join(', ')}]` });
  }

  /** Throws `model.tensor-missing`. */
  of(name: string): readonly number[] {
    const place = this.tensors.get(name);
    if (!place) throw new Failure('model.tensor-missing', { name: `${this.component}/${name}`, count: 1 });
    return place.entry.shape;
  }

  /** How many of `name(0)`, `name(1)`, … there are, without a gap, for the config's `field`. Throws `model.config`. */
  count(field: string, name: (index: number) => string): number {
    const most = mostOf(field);
    let count = 0;
    while (this.has(name(count))) {
      if (++count > most) throw new Failure('model.config', { path: `${this.component}/config.json`, problem: `${field}: > ${most}` });
    }
    return count;
  }
}

const GROUPS = 32;

/** Groups of the norms: 32 in all of this family; the largest power of two where channels do not allow it. */
export function groupsFor(channels: readonly number[]): number {
  let groups = GROUPS;
  while (channels.some((c) => c % groups)) groups /= 2;
  return groups;
}
