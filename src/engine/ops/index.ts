/** @file The vocabulary of nets, and the table by which the compiler finds an op. */
import { invariant } from '../../failure';
import type { OpDefinition } from '../op';
import { convOps } from './conv/conv';
import { linearOps } from './linear/linear';

const definitions = [...linearOps, ...convOps];
const table = new Map(definitions.map((definition) => [definition.name, definition]));

export function opNamed(name: string): OpDefinition {
  const definition = table.get(name);
  invariant(definition, () => `no op ${name}`);
  return definition;
}
