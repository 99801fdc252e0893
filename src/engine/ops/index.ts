/** @file The vocabulary of nets, and the table by which the compiler finds an op. */
import { invariant } from '../../failure';
import type { OpDefinition } from '../op';
import { attentionOps } from './attention/attention';
import { convOps } from './conv/conv';
import { groupNormOps } from './group-norm/group-norm';
import { layerNormOps } from './layer-norm/layer-norm';
import { linearOps } from './linear/linear';

const definitions = [...linearOps, ...convOps, ...groupNormOps, ...layerNormOps, ...attentionOps];
const table = new Map(definitions.map((definition) => [definition.name, definition]));

export function opNamed(name: string): OpDefinition {
  const definition = table.get(name);
  invariant(definition, () => `no op ${name}`);
  return definition;
}
