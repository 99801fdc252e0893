import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/failure';
import { Control } from '../../src/train/control';
import { Loop, MAX_SKIPPED } from '../../src/train/loop';
import type { TrainMessage } from '../../src/train/messages';
import type { Run, RunState } from '../../src/train/records';
import { Reporter } from '../../src/train/reporter';
import type { Session, StepResult } from '../../src/train/session';

/** A session whose vectors count the steps they have had; steps end out of order in time, as on a GPU. */
class FakeSession implements Session {
  readonly steps: number[] = [];
  #applied = 0;

  constructor(private readonly result: (step: number) => Partial<StepResult> = () => ({})) {}

  async step(step: number): Promise<StepResult> {
    this.steps.push(step);
    this.#applied++;
    await new Promise((resolve) => setTimeout(resolve, 1));
    return { losses: Float32Array.of(1, 3), applied: true, skippedInRow: 0, norm: 1, ...this.result(step) };
  }

  evaluate = async (): Promise<number[]> => [2, 4];
  preview = async (): Promise<{ png: Blob; prompt: string }> => ({ png: new Blob(['p']), prompt: 'a word' });
  vectors = async (): Promise<Float32Array> => Float32Array.of(this.#applied, 0);

  async snapshot() {
    const one = new Float32Array(1);
    return { vectors: await this.vectors(), moment1: one, moment2: one, scalars: one };
  }
}

function makeRun(changes: Partial<Run['settings']> = {}): Run {
  const preview = { every: 0, prompt: '', negative: '', sampler: 'ddim' as const, steps: 2, guidance: 7, seed: 5 };
  const settings = {
    name: 'word', startText: '', vectors: 1, steps: 6, rate: '0.1', batch: 2, accumulate: 1, templates: ['[name]'], seed: 1,
    clip: { mode: 'off' as const, value: 0 }, preview, saveEvery: 0, evalItems: 2, evalEvery: 0, ...changes,
  };
  return { id: 'r', modelId: 'm', datasetId: 'd', settings, status: 'running', created: 0, updated: 0, made: { version: '', kernels: '' } };
}

function makeState(step = 0): RunState {
  const zero = new Float32Array(2);
  return { step, vectors: zero, moment1: zero, moment2: zero, scalars: zero, initial: zero, log: [], evals: [], previews: [] };
}

function set(run: Run, session: Session, state = makeState()) {
  const messages: TrainMessage[] = [];
  const saves: number[] = [];
  const listen = (message: TrainMessage): void => void messages.push(message);
  const control = new Control();
  const end = run.settings.steps;
  const reporter = new Reporter(listen, end);
  const persistence = { save: async (_: Run, saved: RunState) => void saves.push(saved.step) };
  const loop = new Loop({ run, state, session, control, reporter, persistence, listen, rateAt: () => 0.1, end });
  return { loop, control, messages, saves, state };
}

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
    const reporter = new Reporter((message) => void sent.push(message), 100, () => now);
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
