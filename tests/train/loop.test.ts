import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/failure';
import { MAX_SKIPPED } from '../../src/train/loop/loop';
import type { TrainMessage } from '../../src/train/messages';
import { Reporter } from '../../src/train/loop/reporter';
import { FakeSession, makeRun, makeState, set } from './fake-run';

const kinds = (messages: readonly TrainMessage[]): string[] => messages.map(({ kind }) => kind);

describe('the loop', () => {
  it('runs every step once, in order, and logs the mean loss', async () => {
    const session = new FakeSession();
    const { loop, state } = set(makeRun(), session);
    await loop.go();
    expect(session.steps).toEqual([0, 1, 2, 3, 4, 5]);
    expect(state.step).toBe(6);
    expect(state.log.map(({ step, loss }) => [step, loss])).toEqual([1, 2, 3, 4, 5, 6].map((step) => [step, 2]));
  });

  it('evaluates before the first step and after the last', async () => {
    const { loop, state } = set(makeRun(), new FakeSession());
    await loop.go();
    expect(state.evals).toEqual([{ step: 0, loss: 3, items: [2, 4] }, { step: 6, loss: 3, items: [2, 4] }]);
  });

  it('saves and previews when due, with all earlier steps in the state', async () => {
    const run = makeRun({ saveEvery: 2, preview: { ...makeRun().settings.preview, every: 3 } });
    const { loop, saves, state } = set(run, new FakeSession());
    await loop.go();
    expect(saves).toEqual([2, 4, 6]);
    expect(state.previews.map(({ step }) => step)).toEqual([3, 6]);
    expect(state.vectors[0]).toBe(6);
  });

  it('resumes at the stored step without evaluating anew', async () => {
    const session = new FakeSession();
    const state = { ...makeState(4), evals: [{ step: 0, loss: 1, items: [1] }] };
    await set(makeRun(), session, state).loop.go();
    expect(session.steps).toEqual([4, 5]);
    expect(state.evals.map(({ step }) => step)).toEqual([0, 6]);
  });

  it('tells how far it is by the step at which its schedule ends', async () => {
    const { loop, messages, state } = set(makeRun({ rate: '0.1:3' }), new FakeSession());
    await loop.go();
    expect(state.step).toBe(3);
    const told = messages.filter((message) => message.kind === 'progress');
    expect([...new Set(told.map(({ steps }) => steps))]).toEqual([3]);
    expect(told.at(-1)!.secondsLeft).toBe(0);
    expect(messages.filter((message) => message.kind === 'phase').at(-1)).toMatchObject({ phase: 'training', total: 3 });
  });

  it('says again that it pauses after work by hand, so that the rest of the pause does not count', async () => {
    const { loop, control, messages } = set(makeRun(), new FakeSession());
    const soon = () => new Promise((resolve) => setTimeout(resolve, 10));
    control.pause();
    const going = loop.go();
    for (const ask of [() => control.askSave(), () => control.askPreview(), () => control.askChange({ rate: '0.2' })]) {
      await soon();
      messages.length = 0;
      ask();
      await soon();
      expect([messages.length > 1, messages.at(-1)]).toEqual([true, { kind: 'paused', step: 0 }]);
    }
    control.unpause();
    await going;
    expect(kinds(messages).filter((kind) => kind === 'paused')).toHaveLength(1);
  });

  it('does in a pause what is asked for while other work by hand is done', async () => {
    const session = new FakeSession();
    const asked: string[] = [];
    const save = async (): Promise<void> => {
      if (asked.push('save') === 2) control.askPreview();
    };
    const { loop, control } = set(makeRun(), session, makeState(), { persistence: { save } });
    const soon = () => new Promise((resolve) => setTimeout(resolve, 10));
    control.pause();
    const going = loop.go();
    await soon();
    control.askSave();
    await soon();
    expect([asked, session.previews.length]).toEqual([['save', 'save'], 1]);
    control.unpause();
    await going;
  });

  it('pauses with the state written, and goes on', async () => {
    const session = new FakeSession();
    const { loop, control, messages, saves } = set(makeRun(), session);
    control.pause();
    const going = loop.go();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(session.steps).toEqual([]);
    expect(kinds(messages)).toContain('paused');
    expect(saves).toEqual([0]);
    control.unpause();
    await going;
    expect(session.steps).toHaveLength(6);
  });

  it('tells every step before it says that it pauses, however fast they were', async () => {
    const session = new FakeSession((step) => (step === 2 ? (control.pause(), {}) : {}));
    const { loop, control, messages, state } = set(makeRun(), session);
    const going = loop.go();
    while (!kinds(messages).includes('paused')) await new Promise((soon) => setTimeout(soon, 1));
    const told = messages.flatMap((message) => (message.kind === 'progress' ? message.records : []));
    expect(told.map(({ step }) => step)).toEqual(state.log.map(({ step }) => step));
    expect(kinds(messages).at(-1)).toBe('paused');
    control.unpause();
    await going;
  });

  it('stops between steps', async () => {
    const session = new FakeSession((step) => (step === 2 ? (control.stop(), {}) : {}));
    const { loop, control, state } = set(makeRun(), session);
    await loop.go();
    expect(state.step).toBeLessThan(6);
    expect(state.log).toHaveLength(state.step);
  });

  it('ends on a loss that is not finite', async () => {
    const session = new FakeSession((step) => (step === 3 ? { losses: Float32Array.of(NaN) } : {}));
    const { loop, state } = set(makeRun(), session);
    await expect(loop.go()).rejects.toMatchObject(new Failure('run.non-finite', { step: 4 }));
    expect(state.step).toBe(3);
  });

  it('ends after eight skipped updates in a row', async () => {
    const session = new FakeSession((step) => ({ applied: false, skippedInRow: step + 1 }));
    const { loop, state } = set(makeRun({ steps: 20 }), session);
    await expect(loop.go()).rejects.toMatchObject({ code: 'run.skipped', values: { count: MAX_SKIPPED } });
    expect(state.step).toBe(MAX_SKIPPED - 1);
  });
});

describe('the reporter', () => {
  it('sends at most ten progress messages a second and loses no record', () => {
    let now = 0;
    const sent: TrainMessage[] = [];
    const reporter = new Reporter((message) => void sent.push(message), () => 100, () => now);
    for (let step = 1; step <= 100; step++) {
      now += 20;
      reporter.step({ step, loss: 1, rate: 1 });
    }
    expect(sent.length).toBeLessThanOrEqual(21);
    const records = sent.flatMap((message) => (message.kind === 'progress' ? message.records : []));
    expect(records.map(({ step }) => step)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    expect(sent.at(-1)).toMatchObject({ stepsPerSecond: expect.closeTo(50, 0), secondsLeft: expect.closeTo(0, 1) });
  });
});
