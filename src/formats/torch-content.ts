/** @file What both forms of torch files come to. */
import { type ByteSource } from './byte-source';
import { type TensorEntry } from './tensor-entry';

export interface TorchContent {
  /** what the entries' offsets are of: the file itself, followed by what had to be unpacked */
  readonly source: ByteSource;
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  readonly values: Readonly<Record<string, string | number>>;
}
