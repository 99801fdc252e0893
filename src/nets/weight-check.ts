/** @file Are the tensors of a model's files those that its networks ask for? Known before a byte is uploaded. */
import { Failure } from '../failure';
import type { Shape } from '../engine/graph';
import { findTensor, type WeightFiles } from './weight-file';
import { COMPONENTS, splitName } from './scope';

/** What some checkpoints carry and nobody here reads: a counter, and the heads CLIP was trained with. */
const HARMLESS = [/^text_encoder\/(.*\.)?position_ids$/, /^text_encoder\/(text_projection(\.weight)?|logit_scale)$/];

/**
 * `wanted`: shapes of a graph's weights by name, of all networks there are.
 * Throws `model.tensor-missing` {name, count}, `model.tensor-shape`, `model.tensor-extra`, `model.dtype`.
 */
export function checkWeights(files: WeightFiles, wanted: ReadonlyMap<string, Shape>): void {
  checkPresent(files, wanted);
  const extra = unknownNames(files, wanted);
  if (extra.length) throw new Failure('model.tensor-extra', { names: listed(extra), count: extra.length });
}

/** The same where what is not wanted does not matter. */
export function checkPresent(files: WeightFiles, wanted: ReadonlyMap<string, Shape>): void {
  const missing = [...wanted.keys()].filter((name) => !has(files, name));
  if (missing.length) throw new Failure('model.tensor-missing', { name: listed(missing), count: missing.length });
  for (const [name, shape] of wanted) checkTensor(files, name, shape);
}

/** Names that no network asks for and that mean nothing to us. */
export function unknownNames(files: WeightFiles, wanted: ReadonlyMap<string, Shape>): string[] {
  const present = COMPONENTS.flatMap((component) => [...files[component].keys()].map((name) => `${component}/${name}`));
  return present.filter((name) => !wanted.has(name) && !HARMLESS.some((pattern) => pattern.test(name)));
}

function has(files: WeightFiles, name: string): boolean {
  const { component, tensor } = splitName(name);
  return files[component].has(tensor);
}

function checkTensor(files: WeightFiles, name: string, shape: Shape): void {
  const found = findTensor(files, name).entry.shape;
  const fits = fileShapes(shape).some((expected) => String(expected) === String(found));
  if (fits) return;
  throw new Failure('model.tensor-shape', { name, expected: bracketed(fileShapes(shape)[0]), found: bracketed(found) });
}

/** A graph's shape as PyTorch stores it: channels after outputs; a linear layer may be a 1×1 convolution. */
function fileShapes(shape: Shape): Shape[] {
  if (shape.length === 4) return [[shape[0], shape[3], shape[1], shape[2]]];
  return shape.length === 2 ? [shape, [...shape, 1, 1]] : [shape];
}

const MOST_NAMES = 5;

/** The first few of many names. */
export const listed = (names: readonly string[]): string =>
  names.slice(0, MOST_NAMES).join(', ') + (names.length > MOST_NAMES ? ', …' : '');

const bracketed = (shape: Shape): string => `[${shape.join(', ')}]`;
