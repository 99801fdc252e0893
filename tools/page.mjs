// What a person does on the page, by the marks (data-testid) that the page keeps for it.
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Opens the drawer "Under the hood" and all its groups. */
export async function openHood(page) {
  const hood = page.getByTestId('hood');
  // its groups are counted below, so it has to be there
  await hood.waitFor();
  for (const part of [hood, ...(await hood.locator('details').all())]) {
    if (!(await part.evaluate((details) => details.open))) await part.locator('summary').first().click();
  }
}

/** Fills fields by their data-testid, those of the drawer too; a missing value leaves what stands there. */
export async function fillFields(page, fields) {
  for (const [id, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (!(await page.getByTestId(id).isVisible())) await openHood(page);
    await page.getByTestId(id).fill(String(value));
  }
}

/** Step and last step as the progress bar states them. */
export async function progress(page) {
  const data = await page.getByTestId('progress').evaluate((bar) => ({ ...bar.dataset }));
  return { step: Number(data.step), steps: Number(data.steps), state: data.state };
}

/** Records of the fixed evaluation set so far: step, mean loss, one loss per item. */
export async function evaluations(page) {
  return JSON.parse((await page.getByTestId('eval-loss').getAttribute('data-values')) ?? '[]');
}

/** Sentences of failures that are shown now. */
export const failuresShown = (page) => page.getByTestId('error').allInnerTexts();

/** Throws with the page's own words when it shows a failure. */
async function refuseFailures(page) {
  const failures = await failuresShown(page);
  if (failures.length) throw new Error(`the page says: ${failures.join(' | ')}`);
}

/** The next state of the bar that is further than step `last`, or in the state asked for, or a failure. */
async function nextProgress(page, last, state, timeout) {
  const moved = ([step, wanted]) => {
    const bar = document.querySelector('[data-testid=progress]');
    const failed = document.querySelector('[data-testid=error]');
    return failed || (bar && (Number(bar.dataset.step) > step || bar.dataset.state === wanted));
  };
  await page.waitForFunction(moved, [last, state], { timeout }).catch((error) => sayWhere(page, error));
  await refuseFailures(page);
  return progress(page);
}

/** A run that stands still: where, in the page's own words. */
async function sayWhere(page, error) {
  const shown = await page.locator('body').innerText();
  throw new Error(`${error.message} The page shows:\n${shown.replace(/\n+/g, '\n')}`, { cause: error });
}

/**
 * Resolves when the run on the page has reached `step`; rejects with the page's own words when it fails first.
 * @param {(at: { step: number, steps: number }) => void} [onStep]
 */
export async function waitForStep(page, step, { timeout = 600_000, onStep } = {}) {
  const end = Date.now() + timeout;
  for (let at = { step: -1 }; at.step < step; ) {
    at = await nextProgress(page, at.step, undefined, Math.max(1, end - Date.now()));
    onStep?.(at);
  }
}

/** Until the run has ended by itself: last evaluation made, last state saved, the file offered. */
export async function waitForEnd(page, { timeout = 600_000, onStep } = {}) {
  const end = Date.now() + timeout;
  for (let at = { step: -1 }; at.state !== 'done'; ) {
    const before = at.step;
    at = await nextProgress(page, before, 'done', Math.max(1, end - Date.now()));
    if (at.step > before) onStep?.(at);
  }
}

/** Clicks the download of the learned word; returns the path of the saved file. */
export async function downloadWord(page, folder) {
  const coming = page.waitForEvent('download');
  await page.getByTestId('download-pt').first().click();
  const download = await coming;
  const path = join(folder, download.suggestedFilename());
  await download.saveAs(path);
  return path;
}

/** The previews as PNG files in `folder`. Redrawn through a canvas: the policy lets no script fetch blob: addresses. */
export async function savePreviews(page, folder) {
  const strip = page.getByTestId('preview-strip').locator('img');
  await strip.first().waitFor();
  const addresses = await strip.evaluateAll((images) =>
    Promise.all(
      images.map(async (image) => {
        await image.decode();
        const canvas = document.createElement('canvas');
        canvas.width = image.naturalWidth;
        canvas.height = image.naturalHeight;
        canvas.getContext('2d').drawImage(image, 0, 0);
        return canvas.toDataURL('image/png');
      }),
    ),
  );
  return addresses.map((address, i) => {
    const path = join(folder, `preview-${i + 1}.png`);
    writeFileSync(path, Buffer.from(address.slice(address.indexOf(',') + 1), 'base64'));
    return path;
  });
}

/** The page, loaded, with the bundled model in the store and an adapter named. */
export const openPage = (page) => page.locator('[data-testid=try-now]:enabled').waitFor({ timeout: 120_000 });

export const adapterShown = async (page) => (await page.getByTestId('adapter').innerText()).replace(/\s+/g, ' ').trim();

/** Losses of every step so far: step, loss, rate. */
export async function losses(page) {
  return JSON.parse((await page.getByTestId('loss-plot').getAttribute('data-values')) ?? '[]');
}

/** True once a run has begun on the page. */
export const hasStarted = async (page) => (await page.getByTestId('progress').count()) > 0 && (await progress(page)).step >= 0;

/** Fields that lie in the drawer "Under the hood". */
const DRAWER = {
  batch: 'batch',
  previewEvery: 'preview-every',
  previewSteps: 'preview-steps',
  saveEvery: 'save-every',
  evalItems: 'eval-items',
};

/** Fills those that are asked for. */
const fillDrawer = (page, options) => fillFields(page, Object.fromEntries(Object.entries(DRAWER).map(([key, id]) => [id, options[key]])));

/** Until a run other than `before` has been taken by the worker: a short one may have ended before anybody looked. */
async function hasBegun(page, before) {
  const taken = (last) => {
    const { run, state } = document.querySelector('[data-testid=progress]').dataset;
    return run && run !== last && state !== 'starting';
  };
  await page.waitForFunction(taken, before, { timeout: 120_000 }).catch(async (error) => {
    await refuseFailures(page);
    throw error;
  });
}

/**
 * Fills the fields and starts: on the pictures that are there, else on the bundled ones by "Try it now".
 * @param {object} options
 * @param {string} [options.name]
 * @param {string} [options.startText]
 * @param {number} [options.vectors]
 * @param {number} [options.steps]
 * @param {string} [options.rate]
 * @param {number} [options.previewEvery] steps between previews
 * @param {number} [options.previewSteps] denoising steps
 * @param {number} [options.saveEvery]
 * @param {number} [options.evalItems] size of the fixed evaluation set
 * @param {number} [options.batch] pictures per step
 * @param {'start' | 'try-now'} [options.button]
 */
export async function startRun(page, { button = 'try-now', ...options }) {
  const { name, startText, vectors, steps, rate } = options;
  await fillFields(page, { 'word-name': name, 'start-text': startText, vectors, steps, rate });
  await fillDrawer(page, options);
  const before = await page.getByTestId('progress').getAttribute('data-run');
  await page.getByTestId(button).click();
  await hasBegun(page, before);
}

/** 'quick', 'balanced' or 'careful': the defaults of every field that was left alone. */
export async function chooseDial(page, dial) {
  await page.getByTestId(dial).check({ force: true }); // a radio button that only its label shows
}

/** Puts pictures of this machine where the person would drop them. */
export async function usePictures(page, files) {
  await page.getByTestId('picture-input').setInputFiles(files);
}

/** The screen of models. */
export async function openModels(page) {
  const link = page.getByTestId('models-link');
  if (await link.isVisible()) await link.click();
  await page.getByTestId('import').waitFor();
}

/** Until the import has come to this stage; rejects with the page's own words when it fails first. */
export async function waitForImport(page, stage, timeout = 600_000) {
  const there = (wanted) =>
    document.querySelector('[data-testid=import]')?.dataset.stage === wanted || document.querySelector('[data-testid=error]');
  await page.waitForFunction(there, stage, { timeout });
  await refuseFailures(page);
}

/** Looks at a model on this disk: a folder in the diffusers layout, or a single file. */
export async function offerModel(page, path) {
  await openModels(page);
  const input = statSync(path).isDirectory() ? 'model-input' : 'model-file-input';
  await page.getByTestId(input).setInputFiles(path);
}

/** Imports a model from this disk; returns to the cards, where it is the chosen one. */
export async function chooseModel(page, path) {
  await offerModel(page, path);
  await waitForImport(page, 'review');
  await page.getByTestId('import-start').click();
  await waitForImport(page, 'done');
  await page.getByTestId('import-train').click();
}
