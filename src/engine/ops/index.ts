/** @file The vocabulary of nets, and the table by which the compiler finds an op. */
import { invariant } from '../../failure';
import type { OpDefinition } from '../op';
import { activationOps } from './activation/activation';
import { attentionOps } from './attention/attention';
import { concatOps } from './concat/concat';
import { convOps } from './conv/conv';
import { elementwiseOps } from './elementwise/elementwise';
import { embeddingOps } from './embedding/embedding';
import { gegluOps } from './geglu/geglu';
import { bandedGroupNormOps } from './group-norm/banded';
import { emphasisOps } from './emphasis/emphasis';
import { groupNormOps } from './group-norm/group-norm';
import { layerNormOps } from './layer-norm/layer-norm';
import { linearOps } from './linear/linear';
import { lossOps } from './loss/loss';
import { optimizerOps } from './optimizer/optimizer';
import { rowsOps } from './rows/rows';
import { upsampleOps } from './upsample/upsample';

/** No work: the result shares its input's bytes. */
const reshape: OpDefinition = { name: 'reshape', lower: () => [], flops: () => 0 };

const definitions = [
  ...activationOps,
  ...attentionOps,
  ...concatOps,
  ...convOps,
  ...elementwiseOps,
  ...embeddingOps,
  ...emphasisOps,
  ...gegluOps,
  ...groupNormOps,
  ...bandedGroupNormOps,
  ...layerNormOps,
  ...linearOps,
  ...lossOps,
  ...optimizerOps,
  ...rowsOps,
  ...upsampleOps,
  reshape,
];
const table = new Map(definitions.map((definition) => [definition.name, definition]));

export function opNamed(name: string): OpDefinition {
  const definition = table.get(name);
  invariant(definition, () => `no op ${name}`);
  return definition;
}
