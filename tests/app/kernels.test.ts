/** How the work is cut for the GPU, as the page tells it: asked for, measured anew, refused. */
import './runes';
import { expect, test } from 'vitest';
import { App } from '../../src/app/state/app.svelte';
import type { Kernels } from '../../src/app/state/fields/kernels.svelte';
import { Failure } from '../../src/failure';
import type { TuningReport } from '../../workers/api';
import { fakeServices, type Fake } from './fakes/services';

const MEASURED: TuningReport = { kernels: 'tiled', vendor: 'amd', measured: { at: 5, clock: 'gpu', seconds: 2, shapes: 30, changed: 4 } };

async function open(): Promise<{ fake: Fake; app: App; kernels: Kernels }> {
  const fake = fakeServices();
  fake.tuning = { kernels: 'tiled', vendor: 'amd' };
  const app = new App(fake);
  await app.open();
  return { fake, app, kernels: app.kernels };
}

test('what the worker says of the chosen model is shown, and measuring anew takes its place', async () => {
  const { fake, kernels } = await open();
  expect(kernels.ready).toBe(false);
  await kernels.look('bundled');
  expect(kernels.report).toEqual({ kernels: 'tiled', vendor: 'amd' });
  expect(kernels.ready).toBe(true);
  fake.tuning = MEASURED;
  const done = kernels.measure();
  expect([kernels.busy, kernels.ready]).toEqual([true, false]);
  await done;
  expect(fake.calls.filter((call) => call.startsWith('retune'))).toEqual(['retune bundled 0']);
  expect([kernels.report, kernels.busy, kernels.progress, kernels.ready]).toEqual([MEASURED, false, undefined, true]);
});

test('a software adapter has nothing to measure', async () => {
  const { fake, kernels } = await open();
  fake.tuning = { kernels: 'barrier-free', vendor: 'other' };
  await kernels.look('bundled');
  await kernels.measure();
  expect(fake.calls.filter((call) => call.startsWith('retune'))).toEqual([]);
});

test('an answer about a model that is no longer chosen is not shown', async () => {
  const { kernels } = await open();
  await kernels.look('another');
  expect(kernels.report).toBeUndefined();
});

test('a failure is told, what was known stays, and the button works again', async () => {
  const { fake, kernels } = await open();
  await kernels.look('bundled');
  fake.refusal = new Failure('gpu.not-measured');
  await kernels.measure();
  expect([kernels.failure?.code, kernels.report?.kernels, kernels.ready]).toEqual(['gpu.not-measured', 'tiled', true]);
});

test('a worker that dies while it measures is told, and the button works again', async () => {
  const { fake, kernels } = await open();
  await kernels.look('bundled');
  fake.workers.trainer.retune = () => new Promise(() => {});
  const done = kernels.measure();
  fake.crash(new Error('out of memory'), 'trainer');
  await done;
  expect([kernels.failure?.values.message, kernels.report?.kernels, kernels.ready]).toEqual(['out of memory', 'tiled', true]);
});

test('while a run is under way nothing is measured', async () => {
  const { fake, app, kernels } = await open();
  await kernels.look('bundled');
  await app.tryNow();
  expect(app.training.view.active).toBe(true);
  expect(kernels.ready).toBe(false);
  await kernels.measure();
  expect(fake.calls.filter((call) => call.startsWith('retune'))).toEqual([]);
});
