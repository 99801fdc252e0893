/** @file Random dictionaries of tensors, as torch makes them: views of shared storages, numbers and text beside them. */
import fc from 'fast-check';
import { DTYPE_BYTES, type Dtype } from '../../../src/formats/tensor-entry';
import { randomBytes } from './bytes';
import type { Made } from './pickle';
import { tensorCall, TORCH_DTYPES, type MadeStorage, type MadeTensor } from './torch';

export interface MadeFile {
  storages: MadeStorage[];
  tensors: Map<string, MadeTensor>;
  values: Map<string, string | number>;
}

interface Recipe {
  /** index of a storage, modulo their number */
  storage: number;
  offset: number;
  shape: number[];
  /** dimensions from the one that changes fastest on */
  order: number[];
  stretch: number;
}

const recipe: fc.Arbitrary<Recipe> = fc.array(fc.nat(4), { maxLength: 4 }).chain((shape) =>
  fc.record({
    storage: fc.nat(3),
    offset: fc.oneof(fc.constant(0), fc.nat(5)),
    shape: fc.constant(shape),
    order: fc.oneof(fc.constant(shape.map((_, i) => shape.length - 1 - i)), fc.shuffledSubarray(shape.map((_, i) => i), { minLength: shape.length })),
    stretch: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 3 })),
  }));

/** What torch would have as strides after permute and step slicing. */
function stridesOf({ shape, order, stretch }: Recipe): number[] {
  const strides = shape.map(() => 0);
  let step = stretch;
  for (const i of order) {
    strides[i] = step;
    step *= Math.max(1, shape[i]);
  }
  return strides;
}

/** Elements a tensor reaches to, from the storage's first. */
function reachOf({ offset, shape, strides }: Pick<MadeTensor, 'offset' | 'shape' | 'strides'>): number {
  return shape.includes(0) ? offset : offset + 1 + shape.reduce((sum, size, i) => sum + (size - 1) * strides[i], 0);
}

function build(recipes: Recipe[], dtypes: Dtype[], slack: number, names: string[]): Omit<MadeFile, 'values'> {
  const views = recipes.slice(0, names.length).map((one) => ({ ...one, strides: stridesOf(one), storage: one.storage % dtypes.length }));
  const storages = dtypes.map((dtype, i) => {
    const count = Math.max(0, ...views.filter(({ storage }) => storage === i).map(reachOf)) + slack;
    return { key: String(i), dtype, bytes: randomBytes(count * DTYPE_BYTES[dtype], i + 1) };
  });
  const tensors = views.map(({ storage, offset, shape, strides }, i) => [names[i], { storage: storages[storage], offset, shape, strides }] as const);
  return { storages, tensors: new Map(tensors) };
}

const name = fc.oneof(
  fc.stringMatching(/^[a-z]{1,6}(\.[0-9a-z]{1,5}){0,3}$/),
  fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' }),
).filter((text) => text !== 'state_dict' && text.isWellFormed());
const value: fc.Arbitrary<string | number> = fc.oneof(fc.maxSafeInteger(), fc.double(), name);

export const madeFile: fc.Arbitrary<MadeFile> = fc.record({
  recipes: fc.array(recipe, { maxLength: 6 }),
  dtypes: fc.array(fc.constantFrom(...TORCH_DTYPES), { minLength: 1, maxLength: 4 }),
  slack: fc.nat(2),
  names: fc.uniqueArray(name, { minLength: 6, maxLength: 6 }),
  others: fc.uniqueArray(fc.tuple(name, value), { maxLength: 4, selector: ([key]) => key }),
}).map(({ recipes, dtypes, slack, names, others }) => ({
  ...build(recipes, dtypes, slack, names),
  values: new Map(others.filter(([key]) => !names.includes(key))),
}));

/** The dictionary that torch.save was given; `level`: weights under `state_dict`. */
export function rootOf({ tensors, values }: MadeFile, level: boolean, legacy = false): Made {
  const weights: [Made, Made][] = [...tensors].map(([key, tensor]) => [key, tensorCall(tensor, legacy)]);
  const rest: [Made, Made][] = [...values];
  return { dict: level ? [...rest, ['state_dict', { dict: weights }]] : [...weights, ...rest] };
}
