/** The chart's numbers: columns, average, outline, part shown, pins. */
import { expect, test } from 'vitest';
import { chartTables, valueAt } from '../../src/app/logic/chart/chart-series';
import { indexWindow, outline, outlineSteps } from '../../src/app/logic/chart/envelope';
import { happeningsOf, pinsOf, rarest } from '../../src/app/logic/chart/pins';
import { RunLog } from '../../src/app/logic/chart/run-log';
import { SlicedJson } from '../../src/app/logic/sliced-json';
import { Smoothed } from '../../src/app/logic/chart/smoothing';
import { isWhole, moved, within, zoomed } from '../../src/app/logic/chart/step-range';

const smooth = (values: number[], weight: number) => [...new Smoothed(weight).follow(values)];
const record = (step: number) => ({ step, loss: 1 / step, rate: 0.1 });
const logOf = (count: number) => {
  const log = new RunLog();
  log.append(Array.from({ length: count }, (_, i) => record(i + 1)));
  return log;
};

test('smoothing starts at the first value, not at zero', () => {
  expect(smooth([4, 4, 4], 0.9)).toEqual([4, 4, 4].map((value) => expect.closeTo(value, 12)));
  // weights 0.5 and 1, over their sum 1.5
  expect(smooth([0, 3], 0.5)[1]).toBeCloseTo(2, 12);
  expect(smooth([1, 5, 2], 0)).toEqual([1, 5, 2]);
});

test('smoothing goes on where it stopped, beyond the room it began with', () => {
  const values = Array.from({ length: 5000 }, (_, i) => Math.sin(i * i));
  const growing = new Smoothed(0.9);
  growing.follow(values.slice(0, 700));
  growing.follow(values.slice(0, 701));
  expect([...growing.follow(values)]).toEqual(smooth(values, 0.9));
});

test('a value that is no number does not spoil the rest', () => {
  expect(smooth([1, NaN, 1], 0.5)).toEqual([1, 1, 1]);
});

test('a log gives back what was put in, and knows what is missing', () => {
  const log = logOf(3000);
  expect(log.record(2999)).toEqual(record(3000));
  expect([log.has('loss'), log.has('gradient')]).toEqual([true, false]);
  log.append([{ ...record(3001), gradient: 2, norm: 3 }]);
  expect(log.record(3000)).toEqual({ ...record(3001), gradient: 2, norm: 3 });
  expect(log.has('gradient')).toBe(true);
  expect(log.column('gradient')[0]).toBeNaN();
});

test('a log that was cut goes on from there', () => {
  const log = logOf(10);
  log.cut(10);
  expect(log.cuts).toBe(0);
  log.cut(7);
  expect([log.count, log.cuts]).toEqual([7, 1]);
  log.append([record(8)]);
  expect([...log.column('step')]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test('a stored log is taken in columns and grows on', () => {
  const log = logOf(5);
  log.take({ step: Float64Array.of(1, 2), loss: Float64Array.of(3, 4), rate: Float64Array.of(5, 6) });
  log.append([{ step: 3, loss: 7, rate: 8, norm: 9 }]);
  expect([0, 1, 2].map((i) => log.record(i))).toEqual([{ step: 1, loss: 3, rate: 5 }, { step: 2, loss: 4, rate: 6 }, { step: 3, loss: 7, rate: 8, norm: 9 }]);
  log.take({});
  expect(log.count).toBe(0);
});

test('the outline of few values is the values', () => {
  const values = [3, NaN, 5];
  expect(outline(values, [0, 3], 10)).toEqual([3, null, 5]);
  expect(outlineSteps([1, 2, 3], [0, 3], 10)).toEqual([1, 2, 3]);
});

test('the outline of many keeps every outlier, and its side in time', () => {
  const steps = Array.from({ length: 100_000 }, (_, i) => i + 1);
  const values = steps.map(() => 1);
  values[77_777] = 9;
  values[12_345] = -9;
  const drawn = outline(values, [0, values.length], 400);
  const places = outlineSteps(steps, [0, steps.length], 400);
  expect(drawn.length).toBe(places.length);
  expect(drawn.length).toBeLessThanOrEqual(800);
  expect([Math.max(...(drawn as number[])), Math.min(...(drawn as number[]))]).toEqual([9, -9]);
  // no more than one place away from where it is: 250 steps each
  expect(Math.abs(places[drawn.indexOf(9)] - 77_778)).toBeLessThanOrEqual(250);
  expect(places.every((step, i) => i === 0 || step > places[i - 1])).toBe(true);
});

test('a place of falling values falls', () => {
  expect(outline([5, 4, 3, 2], [0, 4], 1)).toEqual([5, 2]);
  expect(outline([2, 3, 4, 5], [0, 4], 1)).toEqual([2, 5]);
});

test('the window takes a neighbour beyond either end, so that lines reach the edge', () => {
  const steps = [10, 20, 30, 40, 50];
  expect(indexWindow(steps, 25, 35)).toEqual([0, 4]);
  expect(indexWindow(steps, 20, 40)).toEqual([0, 5]);
  expect(indexWindow(steps, 0, 100)).toEqual([0, 5]);
});

test('only lines that are shown are drawn, evaluations at their own steps', () => {
  const source = { log: logOf(4), smoothed: Float64Array.of(1, 2, 3, 4), evals: [{ step: 0, loss: 7, items: [] }] };
  const [lines, measured] = chartTables(source, ['smooth', 'fixed'], { first: 0, last: 4 }, 100);
  expect(lines).toEqual([[1, 2, 3, 4], [1, 2, 3, 4]]);
  expect(measured).toEqual([[0], [7]]);
  expect(chartTables(source, ['raw'], { first: 0, last: 4 }, 100)[1]).toEqual([[], []]);
});

test('numbers are told of the step or the last one before it', () => {
  const source = { log: logOf(4), smoothed: new Float64Array(4), evals: [{ step: 0, loss: 7, items: [] }] };
  expect(valueAt(source, 'raw', 2)).toBe(1 / 2);
  expect(valueAt(source, 'raw', 99)).toBe(1 / 4);
  expect(valueAt(source, 'raw', 0)).toBeUndefined();
  expect(valueAt(source, 'fixed', 3)).toBe(7);
  expect(valueAt(source, 'gradient', 3)).toBeUndefined();
});

test('zooming keeps what is pointed at in its place and stays inside the run', () => {
  const whole = { first: 0, last: 1000 };
  expect(zoomed(whole, whole, 0.5, 400)).toEqual({ first: 200, last: 700 });
  expect(zoomed({ first: 200, last: 700 }, whole, 2, 400)).toEqual(whole);
  expect(zoomed({ first: 0, last: 3 }, whole, 0.1, 1)).toEqual({ first: expect.closeTo(1 / 3, 9), last: expect.closeTo(7 / 3, 9) });
  expect(moved({ first: 800, last: 900 }, whole, 5)).toEqual({ first: 900, last: 1000 });
  expect(within({ first: -50, last: 50 }, whole)).toEqual({ first: 0, last: 100 });
  expect(isWhole({ first: 0, last: 999 }, whole)).toBe(false);
});

test('pins too near each other are one, drawn as the rarest of them', () => {
  const changes = [{ step: 500, rate: '1' }];
  const all = happeningsOf({ best: { step: 900 }, changes, saved: [100, 100, 510], previews: [{ step: 100 }, { step: 510 }] });
  expect(all.map(({ step, kind }) => `${step} ${kind}`)).toEqual([
    '100 saved', '100 preview', '500 changed', '510 saved', '510 preview', '900 best',
  ]);
  const pins = pinsOf(all, { first: 0, last: 1000 }, 0.05);
  expect(pins.map((pin) => [pin.place, rarest(pin), pin.happenings.length])).toEqual([[0.1, 'saved', 2], [0.5, 'changed', 3], [0.9, 'best', 1]]);
  expect(pinsOf(all, { first: 495, last: 515 }, 0.05)).toHaveLength(2);
});

test('a list is stated in slices, each entry once', () => {
  const list = [1, { a: 2 }, 3];
  const read: number[] = [];
  const json = new SlicedJson({ get count() { return list.length; }, at: (i) => (read.push(i), list[i]) }, 2);
  expect([json.go(), json.go(), json.text()]).toEqual([false, true, '[1,{"a":2},3]']);
  list.push(4);
  expect([json.go(), json.text()]).toEqual([true, '[1,{"a":2},3,4]']);
  expect(read).toEqual([0, 1, 2, 3]);
  json.restart();
  expect([json.go(), json.go(), json.text()]).toEqual([false, true, '[1,{"a":2},3,4]']);
});
