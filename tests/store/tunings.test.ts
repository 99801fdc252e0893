/** Measured tiles in the store: by place, and only of the version that runs. */
import './fake-browser';
import { expect, test } from 'vitest';
import { database, keysOf } from '../../src/store/database';
import { loadTuning, saveTuning, type TuningPlace } from '../../src/store/tunings';

const place: TuningPlace = { version: '1.2.0', adapter: 'nvidia|ampere||', storage: 'f16', shape: '{"text":1}' };

test('each adapter, storage, shape and version has its own', async () => {
  await saveTuning(place, { at: 1 });
  expect(await loadTuning(place)).toEqual({ at: 1 });
  for (const other of [{ version: '1.2' }, { adapter: 'amd|rdna3||' }, { storage: 'packed' }, { shape: '{"text":2}' }]) {
    expect(await loadTuning({ ...place, ...other })).toBeUndefined();
  }
  await saveTuning({ ...place, storage: 'packed' }, { at: 2 });
  expect(await loadTuning(place)).toEqual({ at: 1 });
});

test('what other versions left goes with the first write of this one', async () => {
  await saveTuning(place, { at: 1 });
  await saveTuning({ ...place, version: '1.2.0.1' }, { at: 2 });
  expect(await keysOf(database('tunings'))).toHaveLength(1);
  expect(await loadTuning(place)).toBeUndefined();
  expect(await loadTuning({ ...place, version: '1.2.0.1' })).toEqual({ at: 2 });
});
