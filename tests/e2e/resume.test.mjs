/** 20 steps are 10 steps, a killed browser, and 10 more: bit for bit. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { downloadWord, progress, startRun, waitForEnd, waitForStep } from '../../tools/page.mjs';
import { kill } from './model-store.mjs';
import { SHORT, host, modelReady, temporaryFolder, visit } from './visit.mjs';

const RUN = { ...SHORT, name: 'same', steps: 20, saveEvery: 10 };
const digest = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');

async function straight(t, url) {
  const { page } = await visit(t, { url });
  await modelReady(page);
  await startRun(page, RUN);
  await waitForEnd(page);
  return digest(await downloadWord(page, temporaryFolder(t)));
}

async function killed(t, url) {
  const profile = temporaryFolder(t);
  const first = await visit(t, { url, profile });
  await modelReady(first.page);
  await startRun(first.page, RUN);
  await waitForStep(first.page, 12);
  await kill(first.context);

  const second = await visit(t, { url, profile });
  const resume = second.page.getByTestId('resume');
  assert.match(await resume.innerText(), /\b10\b/);
  await resume.click();
  await waitForEnd(second.page);
  const { step } = await progress(second.page);
  assert.equal(step, RUN.steps);
  return digest(await downloadWord(second.page, temporaryFolder(t)));
}

test('a killed browser goes on to the same bytes', async (t) => {
  const { url } = await host(t);
  assert.equal(await killed(t, url), await straight(t, url));
});
