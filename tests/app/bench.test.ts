/** The bench screen's state: choices, what comes in, cancelling. */
import './runes';
import { expect, test } from 'vitest';
import { Bench } from '../../src/app/state/bench.svelte';
import { Notices } from '../../src/app/state/notices.svelte';
import type { Workers } from '../../src/app/services';
import { Failure } from '../../src/failure';
import { fakeBench, ROW } from './fakes/bench';

const open = (bench = fakeBench()): { bench: Bench; notices: Notices } => {
  const notices = new Notices();
  return { notices, bench: new Bench({ workers: { bench } as Workers }, notices) };
};

test('a software adapter is offered the small shape, once', () => {
  const { bench } = open();
  bench.suit(false);
  expect(bench.model).toBe('sd15');
  bench.suit(true);
  expect([bench.model, bench.sizes]).toEqual(['small', [256]]);
  bench.choose('tiny');
  bench.suit(true);
  expect(bench.model).toBe('tiny');
});

test('sizes are kept in order, whatever the clicks', () => {
  const { bench } = open();
  bench.toggle(768);
  bench.toggle(256);
  expect(bench.sizes).toEqual([256, 512, 768]);
  bench.toggle(512);
  expect(bench.sizes).toEqual([256, 768]);
});

test('rows come in, the result at the end', async () => {
  const { bench } = open();
  bench.choose('tiny');
  await bench.start('a browser');
  expect(bench.active).toBe(false);
  expect(bench.rows).toEqual([ROW]);
  expect(bench.result?.text).toBe('tiny at a browser');
});

test('cancelled: no failure, what came in stays', async () => {
  const { bench, notices } = open(fakeBench({ hold: true }));
  const done = bench.start('a browser');
  expect(bench.active).toBe(true);
  bench.cancel();
  await done;
  expect([bench.active, bench.result, bench.rows.length, notices.list.length]).toEqual([false, undefined, 1, 0]);
});

test('a lost GPU is told', async () => {
  const { bench, notices } = open({ run: () => Promise.reject(new Failure('gpu.lost', { reason: 'unknown', message: '' })) });
  await bench.start('a browser');
  expect(notices.list.map(({ failure }) => failure.code)).toEqual(['gpu.lost']);
});
