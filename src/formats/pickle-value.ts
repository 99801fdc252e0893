/**
 * @file What a pickle holds, as data. Nothing of it is ever called by name: a global is either one of the few that the
 * rules know how to stand in for, or the reading stops (see pickle-machine.ts).
 */
import { type Dtype } from './tensor-entry';

export type PickleValue =
  | null | boolean | number | bigint | string | Uint8Array
  | PickleList | PickleTuple | PickleDict | PickleGlobal | PickleObject | TorchStorage | TorchTensor;

export interface PickleList {
  readonly kind: 'list';
  readonly items: PickleValue[];
}

export interface PickleTuple {
  readonly kind: 'tuple';
  readonly items: readonly PickleValue[];
}

/** dict and OrderedDict. Keys compare by value for text and numbers, by identity for the rest. */
export interface PickleDict {
  readonly kind: 'dict';
  readonly items: Map<PickleValue, PickleValue>;
}

export interface PickleGlobal {
  readonly kind: 'global';
  /** `module.name` */
  readonly name: string;
  /** what torch's storages and dtypes stand for */
  readonly dtype?: Dtype;
  /** Stands in for the call. Returns undefined where the arguments do not fit; `spend` pays for what is copied. */
  readonly call: (args: readonly PickleValue[], spend: (items: number) => void) => PickleValue | undefined;
}

/** Something that only has to be carried along: what was given to it is kept as data. */
export interface PickleObject {
  readonly kind: 'object';
  readonly type: PickleGlobal;
  readonly args: readonly PickleValue[];
  state?: PickleValue;
}

export interface TorchStorage {
  readonly kind: 'storage';
  /** the archive's data/<key>, or the key of a legacy file */
  readonly key: string;
  readonly dtype: Dtype;
  /** elements */
  readonly count: number;
  /** legacy files: the part [first, first + count) of storage `key` that this one is */
  readonly view?: { readonly first: number; readonly count: number };
}

/** Not checked against its storage yet: see torch-tensor.ts. */
export interface TorchTensor {
  readonly kind: 'tensor';
  readonly storage: TorchStorage;
  readonly dtype: Dtype;
  /** elements */
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** What a reader of pickles must know of the program that wrote them. */
export interface PickleRules {
  /** undefined: not allowed */
  global(module: string, name: string): PickleGlobal | undefined;
  /** What lies outside the pickle under this id; undefined: no such thing. */
  persistent(id: PickleValue): PickleValue | undefined;
}

export type PickleKind<K extends string> = Extract<PickleValue, { readonly kind: K }>;

export function isKind<K extends 'list' | 'tuple' | 'dict' | 'global' | 'object' | 'storage' | 'tensor'>(
  value: PickleValue | undefined,
  kind: K,
): value is PickleKind<K> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}
