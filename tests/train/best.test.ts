/** When an evaluation curve is at rest: DVAR's criterion, and patience. */
import { describe, expect, it } from 'vitest';
import { hasSettled, isScheduled, reasonToStop } from '../../src/train/loop/best';
import { Rates } from '../../src/train/rates/rates';
import { variance } from '../../src/train/numbers';
import { FakeSession, makeRun, makeState, set } from './fake-run';

const falling = (count: number): number[] => Array.from({ length: count }, (_, i) => 1 + Math.exp(-i / 40));
const evals = (losses: readonly number[], every: number) => losses.map((loss, i) => ({ step: i * every, loss, items: [loss] }));

describe('DVAR', () => {
  it('stops where the last 310 losses vary by less than 0.15 of all', () => {
    const losses = falling(2000);
    const first = losses.findIndex((_, i) => hasSettled(losses.slice(0, i + 1), 1));
    const ratio = (count: number): number => variance(losses.slice(count - 310, count)) / variance(losses.slice(0, count));
    expect(first + 1).toBeGreaterThan(311);
    expect([ratio(first) >= 0.15 || first <= 310, ratio(first + 1) < 0.15]).toEqual([true, true]);
  });

  it('takes as many evaluations as are made in 310 steps, at least five', () => {
    const drop = [9, 5, 3, 1, 1, 1, 1, 1, 1, 1, 1];
    const settledAt = (every: number): number => drop.findIndex((_, i) => hasSettled(drop.slice(0, i + 1), every));
    // the window is 7, then 5 evaluations long: only the last of the fall may be in it
    expect([settledAt(50), settledAt(100), settledAt(1000)]).toEqual([8, 6, 6]);
    expect(hasSettled(drop, 0)).toBe(false);
  });

  it('goes on while the curve falls steadily, or only trembles', () => {
    const steady = Array.from({ length: 400 }, (_, i) => 1 - i / 1000);
    const trembling = Array.from({ length: 400 }, (_, i) => 1 + (i % 2) / 100);
    expect([hasSettled(steady, 1), hasSettled(trembling, 1)]).toEqual([false, false]);
  });
});

describe('ending early', () => {
  it('only where asked for, and by patience before the curve settles', () => {
    const curve = evals([9, 2, 3, 2, 3], 5);
    expect(reasonToStop(curve, { best: 'stop', patience: 3, evalEvery: 5 })).toMatchObject({ code: 'run.ended-patience', values: { count: 3, best: 5 } });
    expect(reasonToStop(curve, { best: 'stop', patience: 4, evalEvery: 5 })).toBeUndefined();
    expect(reasonToStop(curve, { best: 'keep', patience: 3, evalEvery: 5 })).toBeUndefined();
    expect(reasonToStop(evals([9, 1, 1, 1, 1, 1, 1], 100), { best: 'stop', evalEvery: 100 })).toEqual({ code: 'run.ended-settled', values: { best: 100 } });
  });

  it('counts evaluations that the settings ask for', () => {
    expect([0, 5, 7, 10, 12].map((step) => isScheduled({ step }, 5, 12))).toEqual([true, true, false, true, true]);
    expect([0, 5, 12].map((step) => isScheduled({ step }, 0, 12))).toEqual([true, false, true]);
  });
});

describe('rates', () => {
  it('follow the schedule, its shape, and the last change', () => {
    const { settings } = makeRun({ steps: 10, rate: '0.1:4, 0.2', warmup: 2 });
    const rates = new Rates(settings, [{ step: 6, rate: '0.4' }, { step: 7, saveEvery: 3 }]);
    expect(Array.from({ length: 10 }, (_, i) => rates.at(i))).toEqual([0.05, 0.1, 0.1, 0.1, 0.2, 0.2, 0.4, 0.4, 0.4, 0.4]);
    expect(rates.endAt(5)).toBe(10);
  });

  it('end the run where the schedule in force does, and not before a change that prolongs it', () => {
    const { settings } = makeRun({ steps: 10, rate: '0.1:5' });
    const rates = new Rates(settings, [{ step: 3, rate: '0.1:8' }]);
    expect([rates.endAt(0), rates.endAt(3)]).toEqual([5, 8]);
    rates.change({ step: 6, rate: '0.1:2' });
    expect(rates.endAt(6)).toBe(6);
  });

  it('let a run go on that was killed between its last step and its end', async () => {
    const session = new FakeSession();
    const { loop, state, messages } = set(makeRun({ rate: '0.1:3' }), session, { ...makeState(3), evals: [{ step: 0, loss: 1, items: [1] }] });
    await loop.go();
    expect([session.steps, state.step, state.evals.at(-1)!.step]).toEqual([[], 3, 3]);
    expect(messages.at(-1)).toMatchObject({ kind: 'progress', step: 3, steps: 3, secondsLeft: 0 });
  });
});
