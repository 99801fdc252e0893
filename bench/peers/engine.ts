/** @file What every engine of the comparison is to the bench. Values are row-major, pictures channels last. */
import type { PeerCase } from './cases';

/** By name: the inputs and weights of a case's program. */
export type Values = Readonly<Record<string, Float32Array>>;

export interface Prepared {
  /** Submits the work once, inputs and results on the GPU. */
  run(): Promise<void>;
  /** Resolves when everything submitted is done. */
  idle(): Promise<unknown>;
  /** The results of the last run, in the order of the program's outputs. */
  read(): Promise<Float32Array[]>;
  free(): void;
}

export interface Engine {
  readonly name: string;
  /** undefined: the engine has no such op */
  prepare(entry: PeerCase, values: Values): Promise<Prepared | undefined>;
}
