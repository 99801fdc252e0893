/** A drive that is unplugged in the middle: what was read is kept where the file can be opened again. */
import '../store/fake-browser';
import { beforeEach, expect, test } from 'vitest';
import { keysOf, remove } from '../../src/store/database';
import { models } from '../../src/store/model-shards';
import { createImporter } from '../../workers/importing/importer';
import type { Offer } from '../../workers/importer-api';
import { choices, ignore, singleBytes } from './fixtures';

const NAME = 'model.safetensors';
const handle = { name: NAME } as FileSystemFileHandle;
const wide = { ...choices, precision: 'f32' as const };
const whole = (): File => new File([singleBytes(NAME)], NAME, { lastModified: 7 });

/** Nothing behind its 6th MB can be read. */
function unplugged(): File {
  const file = whole();
  const { slice } = file;
  file.slice = (start = 0, end = file.size) => {
    if (end > 6e6) throw new DOMException('gone', 'NotReadableError');
    return slice.call(file, start, end);
  };
  return file;
}

const offer = (withHandle: boolean): Offer => ({ kind: 'files', files: [{ path: NAME, file: unplugged(), ...(withHandle && { handle }) }] });

beforeEach(async () => remove(models, await keysOf(models)));

test('with a handle it goes on', async () => {
  const importer = createImporter({ fileOf: async () => whole(), groupBytes: 2 ** 20 });
  await expect(importer.start(offer(true), wide, ignore)).rejects.toMatchObject({ code: 'import.source-unreadable' });
  const [half] = await importer.pending();
  expect(half.done).toBeGreaterThan(0);
  const id = await importer.resume(half.id, ignore);
  expect(await importer.check(id, ignore)).toEqual({ ok: true, damaged: [] });
});

test('without one nothing is left', async () => {
  const importer = createImporter({ groupBytes: 2 ** 20 });
  await expect(importer.start(offer(false), wide, ignore)).rejects.toMatchObject({ code: 'import.source-unreadable' });
  expect(await keysOf(models)).toEqual([]);
});
