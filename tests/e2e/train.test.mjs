/** A stranger's first minutes: train, preview, download; and PyTorch reads the file. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { downloadWord, evaluations, savePreviews, startRun, waitForEnd } from '../../tools/page.mjs';
import { becomes } from './patience.mjs';
import { host, modelReady, temporaryFolder, visit } from './visit.mjs';

const PYTHON = process.env.PYTHON;
const [VECTORS, STEPS] = [3, 6];

/** What torch.load, weights_only and the restricted reader each saw of the file. */
function readWithTorch(path) {
  return JSON.parse(execFileSync(PYTHON, ['tests/formats/read_embedding.py', path], { encoding: 'utf8' }))[0];
}

test(`${STEPS} steps, one preview, a file`, async (t) => {
  const { url } = await host(t);
  const { page, thrown } = await visit(t, { url });
  const folder = temporaryFolder(t);
  await modelReady(page);
  await startRun(page, { name: 'my-octopus', vectors: VECTORS, steps: STEPS, previewEvery: STEPS, previewSteps: 4, evalItems: 8 });
  await waitForEnd(page);

  await becomes(async () => (await evaluations(page)).map(({ step }) => step), [0, STEPS]);
  const [first, last] = [await evaluations(page)].flatMap((records) => [records[0], records.at(-1)]);
  assert.ok(last.items.length > 1 && last.items.every(Number.isFinite));
  assert.notDeepEqual(last.items, first.items);

  const previews = await savePreviews(page, folder);
  assert.equal(previews.length, 1);
  assert.ok(readFileSync(previews[0]).length > 200);

  const path = await downloadWord(page, folder);
  assert.match(path, /my-octopus[^/]*\.pt$/);
  await t.test('PyTorch reads it', { skip: !PYTHON && 'no Python with PyTorch here' }, () => {
    const reports = readWithTorch(path);
    assert.deepEqual(reports.map(({ loader }) => loader), ['torch', 'weights_only', 'restricted']);
    for (const { name, step, shape, hex } of reports) {
      assert.equal(name, 'my-octopus');
      assert.equal(step, STEPS);
      assert.equal(shape[0], VECTORS);
      const values = Buffer.from(hex, 'hex');
      const numbers = Array.from({ length: values.length / 4 }, (_, i) => values.readFloatLE(4 * i));
      assert.ok(numbers.every(Number.isFinite) && numbers.some((value) => value !== 0));
    }
  });
  assert.deepEqual(thrown, []);
});
