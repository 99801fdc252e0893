/** @file Any file of tensors that people have, told apart by its first bytes and never by its name. */
import { Failure } from '../failure';
import { type ByteSource } from './byte-source';
import { openSafetensors } from './safetensors';
import { type TensorEntry } from './tensor-entry';
import { readTorchLegacy } from './torch-legacy';
import { readTorchZip } from './torch-zip-read';

export type TensorFileFormat = 'safetensors' | 'torch-zip' | 'torch-legacy';

export interface TensorFile {
  readonly format: TensorFileFormat;
  /** What the entries' offsets are of. It is the file, except that storages a zip program has packed follow it unpacked. */
  readonly source: ByteSource;
  /** name (path in the file's dictionaries, without a `state_dict` at the top) → where it lies */
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  /** plain numbers and text beside the tensors: global_step, epoch; a safetensors file's metadata */
  readonly values: Readonly<Record<string, string | number>>;
}

const HEAD_BYTES = 64;

/**
 * Reads what describes the tensors, not the tensors. Throws what the format's reader throws, and for other files
 * `tensor-file.empty`, `tensor-file.pointer`, `tensor-file.web-page`, `tensor-file.unknown`.
 */
export async function openTensorFile(source: ByteSource): Promise<TensorFile> {
  const format = formatOf(await source.read(0, Math.min(HEAD_BYTES, source.size)));
  if (format === 'torch-zip') return { format, ...(await readTorchZip(source)) };
  if (format === 'torch-legacy') return { format, ...(await readTorchLegacy(source)) };
  const { tensors, metadata } = await openSafetensors(source);
  return { format, source, tensors, values: metadata };
}

/** torch's magic number as a long integer of protocol 2 and above, and in digits as protocols 0 and 1 have it */
const LEGACY_MAGIC = '\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19';
const LEGACY_DIGITS = 'L119547037146038801333356L';

function formatOf(head: Uint8Array): TensorFileFormat {
  const text = String.fromCharCode(...head);
  if (text.startsWith('PK')) return 'torch-zip';
  if (text.includes(LEGACY_MAGIC) || text.startsWith(LEGACY_DIGITS)) return 'torch-legacy';
  if (text[8] === '{') return 'safetensors';
  throw otherFile(text);
}

/** What people have saved in place of a file. */
function otherFile(text: string): Failure {
  if (text === '') return new Failure('tensor-file.empty');
  if (text.startsWith('version https://git-lfs')) return new Failure('tensor-file.pointer');
  if (/^\s*<(!doctype|html|\?xml)/i.test(text)) return new Failure('tensor-file.web-page');
  return new Failure('tensor-file.unknown');
}
