/** The run page's state: what the chart shows, previews held against each other, changes of a run under way. */
import './runes';
import { beforeEach, describe, expect, test } from 'vitest';
import { liveNow, readLive, refusedKey } from '../../src/app/logic/runs/live-draft';
import { LiveForm } from '../../src/app/state/run/live-form.svelte';
import { PreviewChoice } from '../../src/app/state/run/preview-choice.svelte';
import { RunChart } from '../../src/app/state/run/run-chart.svelte';
import { RunPictures } from '../../src/app/state/run/run-pictures.svelte';
import { RunView } from '../../src/app/state/run/run-view.svelte';
import { changeText, pinText } from '../../src/app/text/pins';
import { en } from '../../src/app/text/en';
import { zh } from '../../src/app/text/zh';
import { Failure } from '../../src/failure';
import type { StepRecord, TrainMessage } from '../../src/train/messages';
import type { LiveSettings, RunSettings } from '../../src/train/settings';
import { fakeServices } from './fakes/services';

const settings = { name: 'mug', steps: 1000, rate: '0.01', saveEvery: 50, preview: { every: 20, prompt: 'a [name]' } } as RunSettings;
let view: RunView;

const steps = (first: number, last: number): StepRecord[] =>
  Array.from({ length: last - first + 1 }, (_, i) => ({ step: first + i, loss: 1, rate: 0.01 }));
const told = (records: StepRecord[], now?: { prompt: string; pictureId: string }): TrainMessage => ({
  kind: 'progress', records, step: records.at(-1)!.step, steps: 1000, stepsPerSecond: 1, secondsLeft: 1, skipped: 0, vectorDelta: 0, now,
});
const started = (step: number): TrainMessage => ({ kind: 'started', runId: 'r', memoryBytes: 1, adapter: '', storage: 'f32', step, steps: 1000 });
const preview = (step: number, prompt = 'a mug', seed = 1): TrainMessage => ({ kind: 'preview', step, png: new Blob(), prompt, seed });

beforeEach(() => {
  view = new RunView();
  view.begin(settings, 'set');
  view.apply(started(0));
});

describe('the view', () => {
  test('knows changes, the best state and the moment; a rewind forgets what came after', () => {
    view.apply(told(steps(1, 30), { prompt: 'a photo of mug', pictureId: 'p1' }));
    view.apply(told(steps(31, 40)));
    expect(view.now?.pictureId).toBe('p1');
    view.apply({ kind: 'changed', change: { step: 10, rate: '0.1' } });
    view.apply({ kind: 'changed', change: { step: 35, saveEvery: 5 } });
    view.apply({ kind: 'best', step: 30, loss: 0.5 });
    view.apply(started(20));
    expect(view.changes).toEqual([{ step: 10, rate: '0.1' }]);
    expect(view.best).toBeUndefined();
    expect(view.log.count).toBe(20);
  });
});

describe('the chart', () => {
  test('shows all of the run as it grows, a part as it is', () => {
    const chart = new RunChart(view);
    expect(chart.window).toEqual({ first: 0, last: 1 });
    view.apply(told(steps(1, 100)));
    expect(chart.window).toEqual({ first: 0, last: 100 });
    chart.select(20, 40);
    view.apply(told(steps(101, 200)));
    expect(chart.window).toEqual({ first: 20, last: 40 });
    expect(chart.step).toBe(40);
    chart.zoom(false);
    expect(chart.window).toEqual({ first: 10, last: 50 });
    chart.showAll();
    expect(chart.window).toEqual({ first: 0, last: 200 });
  });

  test('walks by keys, and the part comes along', () => {
    const chart = new RunChart(view);
    view.apply(told(steps(1, 100)));
    chart.select(20, 40);
    chart.tell(39);
    chart.walk(0.1);
    expect([chart.step, chart.window]).toEqual([41, { first: 21, last: 41 }]);
    chart.walk(-0.001);
    expect(chart.step).toBe(40);
    chart.tell(-5);
    expect([chart.step, chart.window]).toEqual([0, { first: 0, last: 20 }]);
  });

  test('forgets its average where the log was cut', () => {
    const chart = new RunChart(view);
    view.apply(told([{ step: 1, loss: 1, rate: 1 }, { step: 2, loss: 9, rate: 1 }]));
    expect(chart.value('smooth')).toBeGreaterThan(5);
    view.apply(started(1));
    view.apply(told([{ step: 2, loss: 1, rate: 1 }]));
    expect(chart.value('smooth')).toBeCloseTo(1, 12);
  });

  test('says which lines an old run lacks; the last one switched on has the axis', () => {
    const chart = new RunChart(view);
    expect(chart.lacks('gradient')).toBe(false);
    view.apply(told(steps(1, 3)));
    expect([chart.lacks('gradient'), chart.lacks('raw'), chart.value('norm')]).toEqual([true, false, undefined]);
    view.apply(told([{ step: 4, loss: 1, rate: 1, gradient: 2, norm: 3 }]));
    expect([chart.lacks('gradient'), chart.value('norm')]).toEqual([false, 3]);
    chart.toggle('norm');
    chart.toggle('rate');
    expect(chart.side).toBe('rate');
    chart.toggle('rate');
    expect(chart.side).toBe('norm');
  });
});

describe('previews', () => {
  test('the newest is shown until another is chosen', () => {
    const choice = new PreviewChoice(view);
    expect([choice.shown, choice.other]).toEqual([undefined, undefined]);
    for (const step of [10, 20, 30]) view.apply(preview(step));
    expect(choice.shown?.step).toBe(30);
    choice.showStep(25);
    view.apply(preview(40));
    expect(choice.shown?.step).toBe(20);
    choice.choose(choice.last);
    view.apply(preview(50));
    expect(choice.shown?.step).toBe(50);
    choice.comparing = true;
    expect(choice.other?.step).toBe(10);
  });

  test('of hundreds those around the shown one lie side by side', () => {
    const choice = new PreviewChoice(view);
    for (let step = 1; step <= 200; step++) view.apply(preview(step));
    const ends = () => [choice.strip[0], choice.strip.at(-1)!].map(({ index, preview: { step } }) => [index, step]);
    expect(ends()).toEqual([[160, 161], [199, 200]]);
    choice.choose(100);
    expect(ends()).toEqual([[80, 81], [119, 120]]);
    choice.choose(3);
    expect(ends()).toEqual([[0, 1], [39, 40]]);
  });

  test('another prompt or seed is said', () => {
    const choice = new PreviewChoice(view);
    for (const message of [preview(1), preview(2), preview(3, 'a mug', 7), preview(4, 'a red mug')]) view.apply(message);
    choice.comparing = true;
    const alike = [1, 2, 3].map((index) => (choice.choose(index), choice.alike));
    expect(alike).toEqual([true, false, false]);
  });
});

describe('changing a run under way', () => {
  const asked: LiveSettings[] = [];
  let refusal: Failure | undefined;
  let form: LiveForm;
  beforeEach(() => {
    asked.length = 0;
    refusal = undefined;
    form = new LiveForm(view, async (change) => {
      asked.push(change);
      if (refusal) throw refusal;
    });
  });

  test('asks for what was typed, and shows it before the run says so', async () => {
    expect(form.ready).toBe(false);
    form.set('rate', ' 0.02:500, 0.01 ');
    form.set('saveEvery', '10');
    await form.submit();
    expect(asked).toEqual([{ rate: '0.02:500, 0.01', saveEvery: 10 }]);
    expect(form.draft).toMatchObject({ rate: '0.02:500, 0.01', saveEvery: '10', previewEvery: '20' });
    expect(form.ready).toBe(false);
    view.apply({ kind: 'changed', change: { step: 3, rate: '0.02:500, 0.01', saveEvery: 10 } });
    view.apply({ kind: 'changed', change: { step: 9, saveEvery: 70 } });
    expect(form.draft).toMatchObject({ rate: '0.02:500, 0.01', saveEvery: '70' });
  });

  test.each([
    ['rate', 'fast', 'rate.number'],
    ['rate', '0.1:5', 'rate.over'],
    ['saveEvery', '0', 'settings.whole'],
    ['saveEvery', '', 'settings.whole'],
    ['previewEvery', '1.5', 'settings.whole'],
  ] as const)('%s “%s” is answered beside its field and not asked for', async (key, text, code) => {
    view.apply(told(steps(1, 30)));
    form.set(key, text);
    expect(form.problems[key]?.code).toBe(code);
    await form.submit();
    expect(asked).toEqual([]);
    expect(form.draft[key]).toBe(text);
  });

  test('a refusal stands beside the field, what was typed stays, typing takes it away', async () => {
    refusal = new Failure('rate.over', { done: 900 });
    form.set('rate', '0.5:999');
    await form.submit();
    expect([form.problems.rate?.code, form.draft.rate, form.busy]).toEqual(['rate.over', '0.5:999', false]);
    form.set('rate', '0.5');
    expect(form.problems).toEqual({});
    expect(form.ready).toBe(true);
  });

  test('nothing is asked of a run that does not listen', async () => {
    form.set('rate', '0.5');
    view.apply({ kind: 'done', step: 5, embeddingId: 'e', stopped: true });
    await form.submit();
    expect(asked).toEqual([]);
  });

  test('what holds is the settings with all changes; only differences are a change', () => {
    const now = liveNow(settings, [{ step: 1, previewPrompt: '' }, { step: 2, rate: '1' }]);
    expect(now).toEqual({ rate: '1', saveEvery: '50', previewEvery: '20', previewPrompt: '' });
    expect(readLive({ ...now, previewPrompt: ' ' }, now, 1000, 0)).toEqual({ change: {}, problems: {} });
  });

  test('each refusal has its field', () => {
    const change = { rate: '1', saveEvery: 5, previewEvery: -3, previewPrompt: 'x' };
    expect(refusedKey({ code: 'rate.order', values: {} }, change)).toBe('rate');
    expect(refusedKey({ code: 'settings.preview-live', values: {} }, change)).toBe('previewPrompt');
    expect(refusedKey({ code: 'settings.cadence', values: { value: -3 } }, change)).toBe('previewEvery');
    expect(refusedKey({ code: 'internal', values: {} }, { saveEvery: 5 })).toBe('saveEvery');
  });
});

describe('sentences', () => {
  test('of a change name the fields and what they were set to', () => {
    expect(changeText({ step: 3, rate: '0.1', previewPrompt: '' }, en)).toBe('Learning rate: 0.1, Preview prompt: –');
    expect(changeText({ step: 3, saveEvery: 7 }, zh)).toContain('7');
  });

  test('of a pin say what happened, many are counted', () => {
    const saved = { step: 1200, kind: 'saved' as const };
    expect(pinText({ key: '', place: 0, happenings: [saved] }, en, 'en')).toBe('Step 1,200: saved, can be had in the library.');
    const many = [saved, { step: 1210, kind: 'preview' as const }, { step: 1220, kind: 'preview' as const }, { step: 1230, kind: 'best' as const }];
    expect(pinText({ key: '', place: 0, happenings: many }, en, 'en')).toBe('Steps 1,200 to 1,230: best on the fixed set, 1 saved state, 2 previews.');
  });
});

test('pictures of the run are those of all its datasets; what comes late is not taken', async () => {
  const fake = fakeServices();
  const picture = (id: string) => ({ id, name: id, caption: '', blob: new Blob(), thumbnail: new Blob(), width: 1, height: 1 });
  fake.stored.datasets.set('a', { id: 'a', pictures: [picture('p'), picture('q')], created: 0 });
  fake.stored.datasets.set('b', { id: 'b', pictures: [picture('r')], created: 0 });
  const pictures = new RunPictures(fake);
  const late = pictures.open(['a']);
  await pictures.open(['a', 'b', 'gone']);
  await late;
  expect([pictures.count, pictures.byId('r')?.name, pictures.byId('x')]).toEqual([3, 'r', undefined]);
});
