/**
 * @file Pickles of torch in both forms. The pickle alone is edited and the file put together around it, so that neither
 * checksum nor length catches the edit; some mutants are of whole files.
 */
import fc from 'fast-check';
import { bytesSource } from '../../../src/formats/byte-source';
import { openTensorFile, type TensorFile } from '../../../src/formats/tensor-file';
import { DTYPE_BYTES, readTensor, type TensorEntry } from '../../../src/formats/tensor-entry';
import { madeFile, rootOf, type MadeFile } from '../made/arbitrary';
import { join, latin1, randomBytes } from '../made/bytes';
import { choices, pickled, type Made } from '../made/pickle';
import { dict, global, torchLegacy, torchZip, tuple, type MadeStorage } from '../made/torch';
import { hold, mutantsOf, outcomeOf, sameBytes, wholeFile, type Source, type Target } from './target';

export const TOKENS = [
  ...'()lt]}ed.0123NIJKLMSTUVXabceghijopqrsuGFBCRQP', ...'\x80\x81\x82\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\x90\x91\x92\x93\x94\x95\x96\x97',
  'cos\nsystem\n', 'ctorch\nHalfStorage\n', 'ccollections\nOrderedDict\n', 'ctorch._utils\n_rebuild_tensor_v2\n', 'ctorch._utils\n_rebuild_parameter\n', ')R', 'h\x00', 'h\x01',
  'q\x00', 'r\xff\xff\xff\xff', 'X\x0a\0\0\0state_dict', 'X\x01\0\0\0a', 'K\xff', 'J\xff\xff\xff\xff', 'NK\x01K\x02\x86', '\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f',
];

/** Beside tensors: what the lightning library leaves, numbers of numpy, parameters in a module of their own. */
const extras: Made = dict({
  callbacks: { dict: [[global('pytorch_lightning.callbacks', 'ModelCheckpoint'), { build: { call: global('pytorch_lightning.callbacks', 'State'), args: [1] }, state: dict({ best: 'x' }) }]] },
  step: { call: global('numpy.core.multiarray', 'scalar'), args: [{ call: global('numpy', 'dtype'), args: ['i8', 0, 1] }, randomBytes(8, 1)] },
  size: { call: global('torch', 'Size'), args: [tuple(1, 2)] },
  learned: { build: { call: global('torch.nn.modules.container', 'ParameterDict'), args: [] }, state: dict({ _parameters: dict({ '*': 3 }) }) },
});

/** A pickle and the storages that it names. */
export interface PicklePart {
  pickle: Uint8Array;
  storages: MadeStorage[];
}

function partOf(made: MadeFile, seed: number): PicklePart {
  const storages = [...new Set([...made.tensors.values()].map(({ storage }) => storage))];
  const root = rootOf({ ...made, storages }, seed % 2 > 0);
  const value: Made = seed % 3 ? root : { dict: [...(root as { dict: [Made, Made][] }).dict, ['extras', extras]] };
  return { pickle: pickled(value, choices([...randomBytes(30, seed)]), 2 + (seed % 4)), storages };
}

/** What is in itself, and what doubles with every level. */
const knots = ['}q\x00(K\x01h\x00K\x02](NNeu.', ']q\x00(h\x00K\x01h\x00e.', `]${'q\x00](h\x00h\x00e'.repeat(30)}.`, `}${'q\x00}(K\x01h\x00K\x02h\x00u'.repeat(30)}.`];

export function pickleParts(): PicklePart[] {
  const knotted = knots.map((knot) => ({ pickle: latin1(knot), storages: [] }));
  return [...fc.sample(madeFile, { seed: 11, numRuns: 60 }).map(partOf), ...knotted];
}

function sourcesOf({ pickle, storages }: PicklePart): Source[] {
  const wraps = [
    (part: Uint8Array) => torchZip(part, storages),
    (part: Uint8Array) => torchZip(part, storages, { wideEnd: true, gap: 2 }),
    (part: Uint8Array) => torchZip(part, storages, { deflate: 'pickle' }),
    (part: Uint8Array) => torchLegacy(part, storages),
  ];
  return [...wraps.map((wrap) => ({ part: pickle, wrap })), wholeFile(torchLegacy(pickle, storages))];
}

export function pickleTarget(): Target {
  return { mutants: mutantsOf(pickleParts().flatMap(sourcesOf), TOKENS), check };
}

async function check(mutant: Uint8Array): Promise<string> {
  const opened = await outcomeOf(() => openTensorFile(bytesSource(mutant)));
  if (!('value' in opened)) return opened.code;
  for (const [name, entry] of opened.value.tensors) await checkTensor(opened.value, name, entry, mutant);
  for (const [name, value] of Object.entries(opened.value.values)) {
    hold(typeof value === 'number' || typeof value === 'string', () => `${name} is no plain value`);
  }
  return 'read';
}

/** Inside the file, and the elements that its strides name. */
async function checkTensor(file: TensorFile, name: string, entry: TensorEntry, mutant: Uint8Array): Promise<void> {
  const { start, end, shape, dtype } = entry;
  const strides = entry.strides ?? shape.map((_, i) => shape.slice(i + 1).reduce((a, b) => a * b, 1));
  hold(start >= 0 && start <= end && end <= mutant.length, () => `${name} lies outside`);
  hold([...shape, ...strides].every((count) => Number.isSafeInteger(count) && count >= 0), () => `${name} has impossible sizes`);
  let places = shape.includes(0) ? [] : [start];
  const width = DTYPE_BYTES[dtype];
  shape.forEach((size, i) => {
    places = places.flatMap((place) => Array.from({ length: size }, (_, index) => place + index * strides[i] * width));
  });
  hold(places.every((place) => place + width <= end), () => `${name} has elements outside`);
  const { bytes } = await readTensor(file.source, entry);
  hold(sameBytes(bytes, join(places.map((place) => mutant.subarray(place, place + width)))), () => `${name} is read wrongly`);
}
