/** All that experience says of a data set, what matters most first. */
import type { Advice, AdviceBasis, Rule, Severity } from './advice';
import { captionsRule, namedRule } from './captions';
import { alikeRule, blurRule, groundRule, maskRule } from './looks';
import { batchRule, countRule, stepsRule, vectorsRule } from './numbers';
import { ratioRule, sizeRule } from './shapes';

const RULES: readonly Rule[] = [
  countRule, blurRule, alikeRule, sizeRule, ratioRule, captionsRule, namedRule, vectorsRule, groundRule, maskRule, stepsRule, batchRule,
];
const ORDER: readonly Severity[] = ['warn', 'note', 'good'];

export function advise(basis: AdviceBasis): Advice[] {
  const said = RULES.flatMap((rule) => rule(basis) ?? []);
  return said.sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
}
