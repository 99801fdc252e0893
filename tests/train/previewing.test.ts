/** A preview that cannot be made: the run goes on, what is due is written, and it is said once. */
import { expect, it } from 'vitest';
import { Failure } from '../../src/failure';
import { Control } from '../../src/train/loop/control';
import type { TrainMessage } from '../../src/train/messages';
import { FakeSession, makeRun, makeState, set } from './fake-run';

const short = new Failure('gpu.out-of-memory', { bytes: 5 });
const warning = { kind: 'warning', warning: { code: 'run.preview-failed', values: { cause: 'gpu.out-of-memory' } } };
const warnings = (messages: readonly TrainMessage[]): TrainMessage[] => messages.filter(({ kind }) => kind === 'warning');

/** Fails with `error` in the first `times` previews. */
function failing(error: Error, times = Infinity): FakeSession {
  const session = new FakeSession();
  const made = session.preview.bind(session);
  session.preview = (settings) => (times-- > 0 ? Promise.reject(error) : made(settings));
  return session;
}

const run = () => makeRun({ saveEvery: 2, preview: { ...makeRun().settings.preview, every: 2 } });

it('does not end the run: what is due is written, and it is said once', async () => {
  const { loop, messages, saves, state, run: record } = set(run(), failing(short));
  await loop.go();
  expect([state.step, saves, state.previews]).toEqual([6, [2, 4, 6], []]);
  expect(warnings(messages)).toEqual([warning]);
  const again = set(structuredClone(record), failing(short), makeState(2));
  await again.loop.go();
  expect(warnings(again.messages)).toEqual([]);
});

it('is followed by those that can be made again', async () => {
  const { loop, state, messages } = set(run(), failing(new Error('odd'), 1));
  await loop.go();
  expect(state.previews.map(({ step }) => step)).toEqual([4, 6]);
  expect(warnings(messages)).toMatchObject([{ warning: { values: { cause: 'odd' } } }]);
  const kinds = messages.map((message) => (message.kind === 'phase' ? message.phase : message.kind));
  expect(kinds[kinds.indexOf('warning') + 1]).toBe('training');
});

it('is answered each time that it is asked for by hand', async () => {
  const { loop, control, messages } = set(makeRun(), failing(short));
  control.pause();
  const going = loop.go();
  const soon = () => new Promise((resolve) => setTimeout(resolve, 10));
  for (let i = 0; i < 2; i++) {
    await soon();
    control.askPreview();
  }
  await soon();
  control.unpause();
  await going;
  expect(warnings(messages)).toEqual([warning, warning]);
});

it('ends the run where the device is lost', async () => {
  const lost = new Failure('gpu.lost', { reason: 'unknown', message: '' });
  const { loop, messages } = set(run(), failing(lost));
  await expect(loop.go()).rejects.toBe(lost);
  expect(warnings(messages)).toEqual([]);
});

it('is not asked for by a change that does not fit the run, even before there was anyone to say so', () => {
  const control = new Control();
  const misfit = new Failure('settings.preview-live');
  const check = ({ previewPrompt }: { previewPrompt?: string }): void => {
    if (previewPrompt === 'long') throw misfit;
  };
  for (const change of [{ previewPrompt: 'long' }, { rate: '0.2' }]) control.askChange(change);
  const dropped: unknown[] = [];
  control.checkBy(check, (reason) => dropped.push(reason));
  expect([control.changes, dropped]).toEqual([[{ rate: '0.2' }], [misfit]]);
  expect(() => control.askChange({ previewPrompt: 'long' })).toThrow(misfit);
  expect(control.changes).toHaveLength(1);
});
