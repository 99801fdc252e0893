/**
 * A program replayed on paper, to find tensors that are overwritten while they are still needed. It knows nothing of
 * lifetimes: a tensor takes its bytes when a dispatch first binds it, and must still have them whenever it is bound
 * again and, for outputs, at the end.
 */
import type { Tensor } from '../../src/engine/graph';
import type { ProgramPlan } from '../../src/engine/plan';
import { tensorBytes, type Storage } from '../../src/engine/storage';

interface Range {
  segment: number;
  from: number;
  to: number;
}

const meet = (a: Range, b: Range): boolean => a.segment === b.segment && a.from < b.to && b.from < a.to;

/** What is wrong, one line each. */
export function clashes(program: ProgramPlan, storage: Storage): string[] {
  const owners = new Map<number, Range>();
  const seen = new Set<number>();
  const problems: string[] = [];

  const take = ({ root }: Tensor): void => {
    const { segment, offset } = program.places.get(root.id)!;
    const range = { segment, from: offset, to: offset + tensorBytes(root, storage) };
    for (const [id, other] of owners) if (meet(range, other)) owners.delete(id);
    owners.set(root.id, range);
    seen.add(root.id);
  };
  const check = (tensors: readonly Tensor[], when: string): void => {
    for (const { root } of tensors) if (!owners.has(root.id)) problems.push(`[${root.shape}] is gone ${when}`);
  };

  const { inputs } = program.source.graph;
  [...inputs.values()].filter(({ id }) => program.places.has(id)).forEach(take);
  program.dispatches.forEach(({ shader, bindings }, i) => {
    const bound = bindings.filter((tensor) => tensor !== null).filter(inArena);
    bound.filter(({ root }) => !seen.has(root.id)).forEach(take);
    check(bound, `at ${shader.name}, dispatch ${i}`);
  });
  check(Object.values(program.source.outputs).filter(inArena), 'at the end');
  return problems;
}

const inArena = ({ root }: Tensor): boolean => root.origin.kind === 'input' || root.origin.kind === 'op';
