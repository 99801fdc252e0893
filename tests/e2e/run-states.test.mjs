/** One run through every state: start, live change, pause, closed tab, reopen, resume, stop, save, export; then again with its changes. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { downloadWord, losses, progress, startRun, waitForEnd, waitForStep } from '../../tools/page.mjs';
import { becomes } from './patience.mjs';
import { SHORT, host, modelReady, temporaryFolder, visit } from './visit.mjs';
import { readZip } from './words.mjs';

const RUN = { ...SHORT, name: 'walk', vectors: 2, steps: 400, rate: 0.05, previewEvery: 8, previewSteps: 2, saveEvery: 4 };

const inState = (page, state) =>
  page.waitForFunction((wanted) => document.querySelector('[data-testid=progress]')?.dataset.state === wanted, state);

/** Waits until the chart, which is drawn a little after the counter, shows a step. */
const drawnTo = (page, step) =>
  page.waitForFunction((wanted) => JSON.parse(document.querySelector('[data-testid=loss-plot]')?.dataset.values ?? '[]').some((row) => row.step === wanted), step);

async function savedFile(page, press) {
  const coming = page.waitForEvent('download');
  await press();
  const file = await coming;
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

test('a run through every state', async (t) => {
  const { url } = await host(t);
  const { context, page: first, thrown } = await visit(t, { url });
  await modelReady(first);
  let page = first;
  let changedAfter;
  let pausedAt;

  await t.test('starts, and is changed under way', async () => {
    await startRun(page, RUN);
    await waitForStep(page, 2);
    await page.getByTestId('live').locator('summary').click();
    await page.getByTestId('live-rate').fill('0.02');
    await page.getByTestId('live-apply').click();
    const told = await page.getByTestId('live-changes').getByText('0.02').innerText();
    changedAfter = Number(told.match(/\d+/)[0]);
    await drawnTo(page, changedAfter + 1);
    const rates = new Map((await losses(page)).map(({ step, rate }) => [step, rate]));
    assert.deepEqual([rates.get(changedAfter), rates.get(changedAfter + 1)], [0.05, 0.02]);
  });

  await t.test('pauses, and stands still', async () => {
    await page.getByTestId('pause').click();
    await inState(page, 'paused');
    pausedAt = (await progress(page)).step;
    await drawnTo(page, pausedAt);
    await page.waitForTimeout(1500);
    assert.equal((await progress(page)).step, pausedAt);
  });

  await t.test('is there after its tab was closed, and goes on', async () => {
    const before = await losses(page);
    const next = await context.newPage();
    next.on('pageerror', (error) => thrown.push(error.message));
    await page.close();
    page = next;
    await page.goto(url);
    await modelReady(page);
    await becomes(() => progress(page), { step: pausedAt, steps: RUN.steps, state: 'interrupted' });
    await becomes(() => losses(page), before); // nothing that was logged is lost
    await page.getByTestId('resume').click();
    await drawnTo(page, Math.max(pausedAt + 3, RUN.previewEvery));
    const after = await losses(page);
    assert.deepEqual(after.slice(0, before.length), before);
    assert.equal(after.at(-1).rate, 0.02, 'the change holds on');
  });

  await t.test('stops, and can be saved', async () => {
    await page.getByTestId('stop').click();
    await inState(page, 'stopped');
    const bytes = readFileSync(await downloadWord(page, temporaryFolder(t)));
    assert.equal(bytes.toString('latin1', 0, 2), 'PK');
  });

  await t.test('is exported whole', async () => {
    const { step } = await progress(page);
    assert.ok(step >= RUN.previewEvery, 'so far that there is a picture');
    await page.getByTestId('runs-link').click();
    await page.getByTestId('open-run').click();
    const { name, bytes } = await savedFile(page, () => page.getByTestId('export-run').click());
    assert.match(name, /^walk-.*\.zip$/);
    const entries = Object.entries(readZip(bytes));
    const one = (pattern) => entries.find(([path]) => pattern.test(path))?.[1].toString();
    const rows = one(/textual_inversion_loss\.csv$/).trim().split(/\r?\n/);
    assert.ok(rows.length > 1 && rows.length <= step + 1);
    assert.equal(JSON.parse(one(/settings-.*\.json$/)).steps, RUN.steps);
    for (const folder of ['embeddings', 'images', 'image_embeddings']) assert.ok(one(new RegExp(`/${folder}/walk-\\d+\\.(pt|png)$`)), folder);
    assert.ok(one(new RegExp(`/embeddings/walk-${step}\\.pt$`)), 'the state it ended with');
  });

  await t.test('is run again with its change, at the same step', async () => {
    await page.getByTestId('run-changes').filter({ hasText: '0.02' }).waitFor();
    await page.getByTestId('again-replay').waitFor();
    await page.getByTestId('run-again').click();
    await page.getByTestId('replay-line').waitFor();
    await page.getByTestId('steps').fill(String(changedAfter + 2));
    await page.getByTestId('start').click();
    await waitForEnd(page);
    await becomes(async () => (await losses(page)).map(({ rate }) => rate), [...Array(changedAfter).fill(0.05), 0.02, 0.02]);
  });
  assert.deepEqual(thrown, []);
});
