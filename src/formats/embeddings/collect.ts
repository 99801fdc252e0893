/** @file From tensors by name to embeddings with their vectors read. */
import { Failure } from '../../failure';
import { elementCount } from '../tensor-entry';
import { familyOf, type EmbeddingContainer, type EmbeddingFamily, type Vectors } from './embedding';
import { findEmbeddings, sizeOf, type Finding } from './forms';
import { type FoundEmbedding } from './found';
import { type NamedTensor, type TensorSet } from './tensor-set';
import { describedBy, nameIn } from './values';

/** A third text encoder, as Flux and SD 3 have it */
const OTHER_ENCODER = /^t5/;
/** More than 10,000 vectors of the widest text encoder. Tensors of a file may share their bytes, so its size is no bound. */
const MAX_BYTES = 64 * 1024 * 1024;
const FLOAT_BYTES = 4;
/** Nobody gives away more in one file, and each becomes a word of the library. */
const MAX_WORDS = 256;
/** A word that people type; longer ones are cut. */
const MAX_NAME = 500;

/**
 * `fallback`: the name of what has none inside. Empty where no embedding is there. Throws `embedding.shape`
 * {name, shape}, `embedding.dtype` {name, dtype}, `embedding.too-large` {bytes, limit}.
 */
export async function collectEmbeddings(set: TensorSet, container: EmbeddingContainer, fallback: string): Promise<FoundEmbedding[]> {
  const findings = findEmbeddings(set);
  if (findings.length > MAX_WORDS) throw new Failure('embedding.too-many', { count: findings.length, most: MAX_WORDS });
  checkSize(findings);
  const described = findings.length === 1 ? describedBy(set.values) : {};
  const inside = findings.length === 1 ? nameIn(set.values) : undefined;
  const collected: FoundEmbedding[] = [];
  for (const finding of findings) {
    const name = ((finding.form === 'bundle' ? finding.name : inside ?? finding.name) ?? fallback).slice(0, MAX_NAME);
    const main = await vectorsOf(finding.main, name);
    const clipG = finding.clipG && (await vectorsOf(finding.clipG, name));
    if (clipG && clipG.count !== main.count) throw new Failure('embedding.shape', { name, shape: `${main.count} / ${clipG.count}` });
    const family = familyFor(finding, main, clipG);
    collected.push({ ...main, ...(clipG && { clipG }), ...described, name, form: finding.form, container, family, ignored: finding.ignored });
  }
  return collected;
}

function checkSize(findings: readonly Finding[]): void {
  const tensors = findings.flatMap(({ main, clipG }) => (clipG ? [main, clipG] : [main]));
  const bytes = tensors.reduce((sum, { shape }) => sum + elementCount(shape) * FLOAT_BYTES, 0);
  if (bytes > MAX_BYTES) throw new Failure('embedding.too-large', { bytes, limit: MAX_BYTES });
}

async function vectorsOf(tensor: NamedTensor, name: string): Promise<Vectors> {
  const size = sizeOf(tensor);
  if (!size) throw new Failure('embedding.shape', { name, shape: tensor.shape.join(' × ') });
  return { vectors: await tensor.read(), count: size[0], width: size[1] };
}

function familyFor({ ignored }: Finding, main: Vectors, clipG: Vectors | undefined): EmbeddingFamily {
  return ignored.some((name) => OTHER_ENCODER.test(name)) ? 'unknown' : familyOf(main.width, clipG);
}
