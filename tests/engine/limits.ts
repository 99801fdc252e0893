/**
 * How far kernels may be from the oracle, as NMSE. tests/engine/mutants.test.ts shows that wrong constants are farther.
 *
 * Worst seen on SwiftShader and lavapipe: f32 7.0e-13 (backward, 77 keys, head size 160), f16 and packed 3.8e-7
 * (backward, layer norm of one token). Cases far from zero lose digits of their mean in f32: 5.8e-11 (backward, layer
 * norm). They are 50 with a deviation of 0.6, so one unit in a mean's last place is 4e-11 already.
 */
import type { Storage } from '../../src/engine/storage';
import type { Case } from './cases';

const LIMITS: Readonly<Record<Storage, { usual: number; far: number }>> = {
  f32: { usual: 4e-12, far: 1e-10 },
  f16: { usual: 1e-6, far: 1e-6 },
  packed: { usual: 1e-6, far: 1e-6 },
};

export const limitOf = ({ name }: Pick<Case, 'name'>, storage: Storage): number =>
  name.includes('far from zero') ? LIMITS[storage].far : LIMITS[storage].usual;

/** Of the way that AdamW goes in ten steps. Worst seen 9.8e-12: f32 rounding of the vectors themselves. */
export const ADAMW_LIMIT = 1e-9;
