import { disk } from './fake-browser';
import { expect, test, vi } from 'vitest';
import { trainerIsBusy, whenTrainerFree, withTrainerLock } from '../../src/store/lock';
import { persistStorage, refuseBeyondQuota, storageUse } from '../../src/store/quota';

test('one trainer at a time: the second is told, and may train when the first has ended', async () => {
  const nothing = (): void => {};
  let end = nothing;
  const first = withTrainerLock(() => new Promise<string>((resolve) => (end = () => resolve('first'))));
  await vi.waitFor(() => expect(end).not.toBe(nothing));
  await expect(withTrainerLock(async () => 'second')).rejects.toMatchObject({ code: 'run.busy' });
  end();
  expect(await first).toBe('first');
  expect(await withTrainerLock(async () => 'third')).toBe('third');
});

test('a run that fails frees the lock', async () => {
  const fails = withTrainerLock(async () => Promise.reject(new RangeError('broke')));
  await expect(fails).rejects.toThrow('broke');
  expect(await withTrainerLock(async () => 1)).toBe(1);
});

test('who waits for the trainer is told when it is free, and keeps nobody from training', async () => {
  const order: string[] = [];
  let end = (): void => {};
  const first = withTrainerLock(() => new Promise<void>((resolve) => (end = resolve))).then(() => order.push('ended'));
  await vi.waitFor(async () => expect(await trainerIsBusy()).toBe(true));
  const free = whenTrainerFree().then(() => order.push('free'));
  await Promise.resolve();
  end();
  await Promise.all([first, free]);
  expect(order).toEqual(['ended', 'free']);
  expect(await trainerIsBusy()).toBe(false);
  expect(await withTrainerLock(async () => 'next')).toBe('next');
});

test('storage: used, free, and refusal in bytes', async () => {
  Object.assign(disk, { usage: 30, quota: 100 });
  expect(await storageUse()).toEqual({ used: 30, free: 70 });
  await refuseBeyondQuota(70);
  await expect(refuseBeyondQuota(71)).rejects.toMatchObject({ code: 'store.quota', values: { need: 71, free: 70 } });
});

test('storage is asked to persist unless it does already', async () => {
  const persist = vi.fn(async () => true);
  vi.stubGlobal('navigator', { storage: { persisted: async () => false, persist } });
  expect(await persistStorage()).toBe(true);
  expect(persist).toHaveBeenCalledOnce();
  vi.stubGlobal('navigator', {});
  expect(await persistStorage()).toBe(false);
  expect(await storageUse()).toEqual({ used: 0, free: Infinity });
});
