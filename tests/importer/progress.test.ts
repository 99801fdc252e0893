import { expect, test } from 'vitest';
import type { ImportMessage } from '../../workers/importer-api';
import { ProgressMeter } from '../../workers/importing/progress';

type Progress = Extract<ImportMessage, { kind: 'progress' }>;

/** Reports at the given times; returns what was heard. */
function heard(reports: [time: number, done: number][], total: number, already = 0): Progress[] {
  const messages: Progress[] = [];
  let time = 0;
  const meter = new ProgressMeter((message) => messages.push(message as Progress), total, already, () => time);
  for (const [at, done] of reports) {
    time = at;
    meter.report(done);
  }
  return messages;
}

test('a steady speed is told as it is, with the time that is left', () => {
  const messages = heard(Array.from({ length: 30 }, (_, i) => [i + 1, (i + 1) * 50]), 3000);
  expect(messages.at(-1)).toEqual({ kind: 'progress', done: 1500, total: 3000, bytesPerSecond: 50, secondsLeft: 30 });
});

test('at most ten messages a second, and always the last', () => {
  expect(heard(Array.from({ length: 1001 }, (_, i) => [i / 1000, i]), 1000)).toHaveLength(11);
});

test('bursts are evened out', () => {
  const bursts = heard(Array.from({ length: 60 }, (_, i) => [(i + 1) / 2, Math.floor((i + 1) / 2) * 100]), 10_000);
  for (const { bytesPerSecond } of bursts.slice(-10)) expect(bytesPerSecond).toBeGreaterThan(85);
  for (const { bytesPerSecond } of bursts.slice(-10)) expect(bytesPerSecond).toBeLessThan(115);
});

test('what was done before, in another session, says nothing of the speed', () => {
  expect(heard([[1, 910]], 1000, 900)[0]).toMatchObject({ bytesPerSecond: 10, secondsLeft: 9 });
});
