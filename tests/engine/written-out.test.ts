/** Lines of WGSL that stand for several. */
import { expect, it } from 'vitest';
import { writtenOut } from '../../src/engine/tiles/written-out';

it('writes a line once for each number, of two marks for each pair, and leaves the others', () => {
  const source = 'a\nlet x$row = f($rowu);\nsum$row_$quad += x$row * w$quad;\nb';
  expect(writtenOut(source, { row: 2, quad: 2 }).split('\n')).toEqual([
    'a',
    'let x0 = f(0u);', 'let x1 = f(1u);',
    'sum0_0 += x0 * w0;', 'sum0_1 += x0 * w1;', 'sum1_0 += x1 * w0;', 'sum1_1 += x1 * w1;',
    'b',
  ]);
});
