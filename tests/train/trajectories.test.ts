/** The golden trajectories tell the settings apart: a run that ignores one of them ends elsewhere. No GPU. */
import { expect, it } from 'vitest';
import { distance, limitOf } from '../verify/compare';
import { diskSource } from '../verify/disk-files';
import { Golden } from '../verify/golden';
import { STEPS, TRAJECTORIES } from './trajectories/cases';
import { GOLDEN } from './trajectories/made';

const names = Object.keys(TRAJECTORIES);
const pairs = names.flatMap((a, i) => names.slice(i + 1).map((b) => [a, b] as const));

it('end apart, each from each', async () => {
  const golden = await Golden.read(diskSource(GOLDEN));
  const start = golden.floats('init');
  const apart = ([a, b]: readonly [string, string]): number => {
    const [one, other] = [a, b].map((name) => golden.floats(`${name}.vectors`));
    return distance(one, other) / distance(other, start);
  };
  expect(pairs.filter((pair) => !(apart(pair) > 4 * limitOf('ti.final', 'f16')))).toEqual([]);
});

it('has every value of every step', async () => {
  const golden = await Golden.read(diskSource(GOLDEN));
  for (const name of names) {
    for (const what of ['losses', 'gradient', 'norm']) expect(golden.shape(`${name}.${what}`)).toEqual([STEPS]);
  }
});
