/** A browser that is killed three times, at random steps, goes on each time and ends in the same bytes as one left alone. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { downloadWord, evaluations, progress, startRun, waitForEnd, waitForStep } from '../../tools/page.mjs';
import { kill } from './model-store.mjs';
import { becomes } from './patience.mjs';
import { SHORT, host, modelReady, temporaryFolder, visit } from './visit.mjs';

const RUN = { ...SHORT, name: 'same', steps: 12, saveEvery: 2 };
const digest = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');

async function straight(t, url) {
  const { page } = await visit(t, { url });
  await modelReady(page);
  await startRun(page, RUN);
  return finish(t, page);
}

/** In turn, after something was saved and well before the end. */
const KILLS = [0, 1, 2].map((time) => 3 + time * 2 + Math.floor(Math.random() * 2));

/** Goes on with the stored run, from the state written last before `killedAt`. */
async function goOn(page, killedAt) {
  const resume = page.getByTestId('resume');
  await resume.filter({ hasText: /[1-9]/ }).waitFor();
  const from = Number((await resume.innerText()).match(/\d+/)[0]);
  assert.ok(from > 0 && from % RUN.saveEvery === 0 && from >= killedAt - RUN.saveEvery, `goes on from ${from}, killed at ${killedAt}`);
  await resume.click();
}

async function killed(t, url) {
  const profile = temporaryFolder(t);
  let killedAt = 0;
  for (const at of [...KILLS, RUN.steps]) {
    const { context, page } = await visit(t, { url, profile });
    if (killedAt === 0) await modelReady(page).then(() => startRun(page, RUN));
    else await goOn(page, killedAt);
    if (at === RUN.steps) return finish(t, page);
    await waitForStep(page, at);
    killedAt = (await progress(page)).step;
    await kill(context);
  }
}

async function finish(t, page) {
  await waitForEnd(page);
  assert.equal((await progress(page)).step, RUN.steps);
  await becomes(async () => (await evaluations(page)).at(-1)?.step, RUN.steps);
  return { bytes: digest(await downloadWord(page, temporaryFolder(t))), evaluations: await evaluations(page) };
}

test(`a browser killed at steps ${KILLS} goes on to the same bytes`, async (t) => {
  const { url } = await host(t);
  assert.deepEqual(await killed(t, url), await straight(t, url));
});
