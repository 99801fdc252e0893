/** What happens to a run under way: changes, early ends, warnings, a full store. */
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/failure';
import { changesOf } from '../../src/train/loop/live';
import type { TrainMessage } from '../../src/train/messages';
import type { Run, RunState } from '../../src/train/records';
import type { LiveSettings } from '../../src/train/settings';
import { FakeSession, makeRun, makeState, set } from './fake-run';

const codes = (messages: readonly TrainMessage[]): string[] => messages.flatMap((message) => (message.kind === 'warning' ? [message.warning.code] : []));
const preview = (every: number) => ({ ...makeRun().settings.preview, every });

/** A change asked for while the step of that number is made. */
const asking = (at: number, change: LiveSettings) => {
  let asked = false;
  return new FakeSession((step) => {
    if (step === at && !asked) control!.askChange(change);
    asked ||= step === at;
    return {};
  });
};
let control: ReturnType<typeof set>['control'] | undefined;

async function changed(at: number, change: LiveSettings, settings: Partial<Run['settings']> = {}) {
  const session = asking(at, change);
  const parts = set(makeRun({ steps: 12, ...settings }), session);
  ({ control } = parts);
  await parts.loop.go();
  return { ...parts, session };
}

describe('a change under way', () => {
  it('is in force from the next step on, logged with its step, told and written', async () => {
    const { run, session, messages, saves } = await changed(3, { rate: '0.02' });
    const [{ step }] = run.changes!;
    expect(session.rates).toEqual([...new Array<number>(step).fill(0.1), ...new Array<number>(12 - step).fill(0.02)]);
    expect(messages).toContainEqual({ kind: 'changed', change: { step, rate: '0.02' } });
    expect(saves).toContain(step);
  });

  it('of cadence and preview prompt too', async () => {
    const { session, saves, state } = await changed(2, { saveEvery: 3, previewEvery: 5, previewPrompt: 'a new [name]' });
    expect(saves.slice(1)).toEqual([6, 9, 12]);
    expect(state.previews.map(({ step }) => step)).toEqual([5, 10]);
    expect(session.previews.map(({ prompt }) => prompt)).toEqual(['a new [name]', 'a new [name]']);
  });

  it('whose schedule is over ends the run', async () => {
    const { state, run } = await changed(4, { rate: '0.1:2' });
    expect(state.step).toBe(run.changes![0].step);
  });

  it('is made again by a run that replays it, and by one that goes on from a written state', async () => {
    const first = await changed(3, { rate: '0.02:9, 0.01', previewEvery: 4 });
    const replaying = new FakeSession();
    const again = set(makeRun({ steps: 12, replay: changesOf(first.run) }), replaying);
    await again.loop.go();
    expect(replaying.rates).toEqual(first.session.rates);
    expect(again.state.previews.map(({ step }) => step)).toEqual(first.state.previews.map(({ step }) => step));
    expect(again.messages.filter(({ kind }) => kind === 'changed')).toEqual(first.messages.filter(({ kind }) => kind === 'changed'));

    const resumed = new FakeSession();
    await set(structuredClone(first.run), resumed, makeState(6)).loop.go();
    expect(resumed.rates).toEqual(first.session.rates.slice(6));
  });

  it('a replayed change is overruled by one of the same step, not by one before', async () => {
    const run = { ...makeRun({ steps: 4, replay: [{ step: 2, rate: '0.5' }] }), changes: [{ step: 1, rate: '0.3' }] };
    const session = new FakeSession();
    await set(run, session).loop.go();
    expect(session.rates).toEqual([0.1, 0.3, 0.5, 0.5]);
    const own = new FakeSession();
    await set({ ...run, changes: [{ step: 2, rate: '0.3' }] }, own).loop.go();
    expect(own.rates).toEqual([0.1, 0.1, 0.3, 0.3]);
  });

  it('works while the run is paused', async () => {
    const session = new FakeSession();
    const parts = set(makeRun(), session);
    parts.control.pause();
    const going = parts.loop.go();
    await new Promise((resolve) => setTimeout(resolve, 20));
    parts.control.askChange({ rate: '0.7' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(parts.saves).toEqual([0, 0]);
    expect(session.rates).toEqual([]);
    parts.control.unpause();
    await going;
    expect(session.rates).toEqual(new Array(6).fill(0.7));
  });
});

describe('the best state', () => {
  const losses = [9, 5, 3, 4, 4, 4, 4];

  async function evaluated(settings: Partial<Run['settings']>, state?: RunState, at = 0) {
    const session = new FakeSession(undefined, state?.step);
    session.evaluations = losses.slice(at).map((loss) => [loss]);
    const parts = set(makeRun({ steps: 12, evalEvery: 2, ...settings }), session, state);
    await parts.loop.go();
    return parts;
  }

  it('is kept with its vectors, and told', async () => {
    const { state, messages, run } = await evaluated({ best: 'keep' });
    expect(state.best).toEqual({ step: 4, loss: 3, vectors: Float32Array.of(4, 0) });
    expect(messages.filter(({ kind }) => kind === 'best')).toEqual([{ kind: 'best', step: 2, loss: 5 }, { kind: 'best', step: 4, loss: 3 }]);
    expect([state.step, run.ended]).toEqual([12, undefined]);
    expect((await evaluated({})).state.best).toBeUndefined();
  });

  it('ends the run when nothing better comes', async () => {
    const { state, run, messages } = await evaluated({ best: 'stop', patience: 2 });
    expect([state.step, state.evals.at(-1)!.step, state.vectors.length]).toEqual([8, 8, 2]);
    expect(run.ended).toEqual({ code: 'run.ended-patience', values: { count: 2, best: 4 } });
    expect(codes(messages)).toEqual(['run.ended-patience']);
  });

  it('an evaluation where a person stops counts for nothing when the run goes on', async () => {
    const whole = await evaluated({ best: 'keep', evalEvery: 3 });
    const session = new FakeSession((step) => (step === 3 ? (parts.control.stop(), {}) : {}));
    session.evaluations = [[9], [5], [0]];
    const parts = set(makeRun({ steps: 12, evalEvery: 3, best: 'keep' }), session);
    await parts.loop.go();
    expect(parts.state.evals.map(({ step, loss }) => [step, loss])).toEqual([[0, 9], [3, 5], [5, 0]]);
    expect(parts.state.best!.step).toBe(3);
    const rest = await evaluated({ best: 'keep', evalEvery: 3 }, parts.state, 2);
    expect(rest.state.evals).toEqual(whole.state.evals);
    expect(rest.state.best).toEqual(whole.state.best);
  });
});

describe('warnings', () => {
  it('of a loss that rises and of vectors that grow, each once', async () => {
    const session = new FakeSession((step) => ({ losses: Float32Array.of(step < 150 ? 0.1 : 0.9), norm: step / 20 }));
    const { loop, messages, run } = set(makeRun({ steps: 500 }), session);
    await loop.go();
    expect(codes(messages)).toEqual(['run.norm-high', 'run.loss-high']);
    expect(run.warned).toEqual(['run.norm-high', 'run.loss-high']);
    const rest = set(run, session, { ...makeState(500), log: [] });
    await rest.loop.go();
    expect(codes(rest.messages)).toEqual([]);
  });

  it('not of a loss that was above the guides’ number from the start', async () => {
    const { loop, messages } = set(makeRun({ steps: 300 }), new FakeSession(() => ({ losses: Float32Array.of(0.9) })));
    await loop.go();
    expect(codes(messages)).toEqual([]);
  });

  it('of ten rounds through the pictures without anything better', async () => {
    const session = new FakeSession();
    session.evaluations = [[9], [1], ...new Array<number[]>(20).fill([2])];
    const { loop, messages } = set(makeRun({ steps: 60, evalEvery: 5 }), session);
    await loop.go();
    // four pictures in batches of two: an epoch is two steps
    expect(codes(messages)).toEqual(['run.no-improvement']);
    expect(messages.find(({ kind }) => kind === 'warning')).toMatchObject({ warning: { values: { epochs: 10, best: 5 } } });
  });
});

describe('a store that is full', () => {
  const full = new Failure('store.quota', { need: 5, free: 1 });

  function filling(settings: Partial<Run['settings']>, heard?: (message: TrainMessage) => void) {
    const disk = { full: true, written: [] as number[] };
    const save = async (_: Run, state: RunState): Promise<void> => {
      if (disk.full) throw full;
      disk.written.push(state.step);
    };
    return { disk, ...set(makeRun(settings), new FakeSession(), undefined, { persistence: { save }, heard }) };
  }

  it('pauses the run, says so, and loses nothing', async () => {
    const parts = filling({ saveEvery: 3, preview: preview(2) });
    const going = parts.loop.go();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect([parts.state.step, codes(parts.messages), parts.messages.at(-1)]).toEqual([3, ['run.storage-full'], { kind: 'paused', step: 3 }]);
    parts.control.unpause();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect([parts.state.step, codes(parts.messages).length]).toEqual([3, 2]);
    parts.disk.full = false;
    parts.control.unpause();
    await going;
    expect([parts.disk.written, parts.state.log.length, parts.state.previews.length]).toEqual([[3, 6], 6, 3]);
  });

  it('ends the run where a person stops it then', async () => {
    const parts = filling({ saveEvery: 3 }, ({ kind }) => void (kind === 'paused' && setTimeout(() => parts.control.stop(), 5)));
    await expect(parts.loop.go()).rejects.toMatchObject({ code: 'store.quota' });
  });

  it('“save now” tries again, and a run that was paused stays so', async () => {
    const parts = filling({});
    parts.control.pause();
    const going = parts.loop.go();
    await new Promise((resolve) => setTimeout(resolve, 20));
    parts.disk.full = false;
    parts.control.askSave();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([parts.disk.written, parts.state.step]).toEqual([[0], 0]);
    parts.control.unpause();
    await going;
    expect(parts.state.step).toBe(6);
  });
});
