/** What is odd about a name, in sentences. */
import type { NameTrouble } from '../../library/names';
import type { Text } from './en';
import { fill, plural } from './fill';
import { isolated } from './isolate';

type Kind = NameTrouble['kind'];
const KINDS: readonly Kind[] = ['known-word', 'same', 'contains', 'within'];
/** of one kind; hundreds of words may share a part of their names */
const MOST = 2;

export function nameHints({ naming }: Text, troubles: readonly NameTrouble[], tag: string): string[] {
  return KINDS.flatMap((kind) => {
    const all = troubles.filter((trouble) => trouble.kind === kind);
    const told = all.slice(0, MOST).map((trouble) => fill(naming[kind], { other: 'other' in trouble ? isolated(trouble.other) : '' }));
    const more = all.length - told.length;
    return more > 0 ? [...told.slice(0, -1), `${told.at(-1)} ${plural(naming.more, more, tag)}`] : told;
  });
}
