/** What the trained vectors can reach: found in prompts, held by the programs, watched over in every batch. */
import { describe, expect, it } from 'vitest';
import { plan } from '../../src/engine/plan';
import { BARRIER_FREE } from '../../src/engine/tiles/tuning';
import { promptLayout } from '../../src/text/prompt';
import { promptShapes } from '../../src/train/prompts/prompt-shapes';
import { PromptBook } from '../../src/train/prompts/prompts';
import { checkReach } from '../../src/train/prompts/reach';
import { microProgram, stepGraphs } from '../../src/train/step/step-graph';
import { SD15 } from '../nets/sd15';
import { tokenizer } from '../text/clip';
import { makeRun } from './fake-run';

const QUIET = 'quiet '.repeat(80);
const book = new PromptBook({ name: 'zorp', vectors: 2, templates: [], pad: 49407 }, tokenizer, async (ids) => Float32Array.from(ids));
const shapes = (templates: string[], texts: string[], changes = {}) =>
  promptShapes(makeRun({ templates, ...changes }).settings, texts.map((text) => ({ text, word: 0 })), book);

describe('the reach of trained words', () => {
  it('begins at the first of them and ends with the row of the last', () => {
    const layout = promptLayout(tokenizer, [{ name: 'zorp', vectors: 2, first: 0 }, { name: 'my-mug', vectors: 1, first: 2, frozen: true }], 49407);
    expect(layout.shape('a photo of zorp').reach).toEqual({ rows: 1, from: 4 });
    expect(layout.shape(`zorp, ${QUIET}`).reach).toEqual({ rows: 1, from: 1 });
    expect(layout.shape(`my-mug, ${QUIET} zorp`).reach).toEqual({ rows: 2, from: layout.rows(`my-mug, ${QUIET} zorp`)[1].slots.indexOf(0) });
    expect(layout.shape('a my-mug').reach).toEqual({ rows: 0, from: 77 });
  });

  it('is the widest of all prompts of a run', () => {
    expect(shapes(['a photo of [name]', '[name], [filewords]'], ['red', QUIET]).reach).toEqual({ rows: 1, from: 1 });
    expect(shapes(['[filewords], [name]'], ['red, red, red', QUIET]).reach).toEqual({ rows: 2, from: 7 });
  });

  it('is anything where tags change places, or nothing is learned', () => {
    expect(shapes(['[name], [filewords]'], ['red'], { shuffleTags: true }).reach).toBeUndefined();
    expect(shapes(['[filewords]'], ['red']).reach).toBeUndefined();
  });

  it('is held by every batch', async () => {
    const { slots } = await book.inputs([book.text('a photo of [name]'), book.text(`${QUIET} [name]`)], 2);
    expect(() => checkReach(slots, 2, { rows: 2, from: 1 })).not.toThrow();
    expect(() => checkReach(slots, 2, { rows: 1, from: 1 })).toThrow('internal');
    expect(() => checkReach(slots, 2, { rows: 2, from: 5 })).toThrow('internal');
  });
});

describe('a step of SD 1.5', () => {
  const step = (rows: number, reach?: { rows: number; from: number }) =>
    plan({ micro: microProgram(SD15, { batch: 1, height: 8, width: 8, vectors: 2, accumulate: 1, rows, reach }) }, 'f16', 1 << 27).programs.get('micro')!;
  const less = (rows: number, reach: { rows: number; from: number }): number => (step(rows).flops - step(rows, reach).flops) / 1e9;

  it('computes backward only the rows that are reached: 13 GFLOP each', () => {
    expect(less(2, { rows: 1, from: 1 })).toBeCloseTo(13.4, 0);
    expect(less(3, { rows: 1, from: 1 })).toBeCloseTo(26.8, 0);
    expect(less(1, { rows: 1, from: 1 })).toBe(0);
  });

  it('computes backward only the positions that are reached, where they are a tile or more', () => {
    expect(less(1, { rows: 1, from: 31 })).toBe(0);
    expect(less(1, { rows: 1, from: 40 })).toBeCloseTo((13.4 * 40) / 77, 0);
    // rows are left out, and with them no positions
    expect(less(2, { rows: 1, from: 40 })).toBeCloseTo(less(2, { rows: 1, from: 1 }), 6);
  });

  it.each([
    ['barrier-free', 'other'], ['tiled', 'nvidia'], ['tiled', 'amd'], ['tiled', 'intel'], ['tiled', 'apple'], ['tiled', 'other'],
  ] as const)('has 2,000 dispatches at most in either case (%s, %s)', (kernels, vendor) => {
    for (const [rows, from] of [[2, 1], [1, 40], [3, 40]]) {
      const graphs = stepGraphs(SD15, { batch: 1, height: 64, width: 64, vectors: 8, accumulate: 1, rows, reach: { rows: 1, from } });
      const { programs } = plan({ ...graphs }, 'f16', 1 << 27, { ...BARRIER_FREE, kernels, vendor });
      expect([...programs.values()].reduce((sum, { dispatches }) => sum + dispatches.length, 0)).toBeLessThanOrEqual(2000);
    }
  });
});
