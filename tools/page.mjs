// What a person does on the page, by the marks (data-testid) that the page keeps for it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Fills fields by their data-testid; a missing value leaves what stands there. */
export async function fillFields(page, fields) {
  for (const [id, value] of Object.entries(fields)) {
    if (value !== undefined) await page.getByTestId(id).fill(String(value));
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

/**
 * Resolves when the run on the page has reached `step`; rejects with the page's own words when it fails first.
 * @param {(at: { step: number, steps: number }) => void} [onStep]
 */
export async function waitForStep(page, step, { timeout = 600_000, onStep } = {}) {
  const reached = ({ wanted, last }) => {
    if (document.querySelector('[data-testid=error]')) return { failed: true };
    const bar = document.querySelector('[data-testid=progress]');
    const at = Number(bar?.dataset.step ?? -1);
    return at >= wanted || at > last ? { at, steps: Number(bar.dataset.steps) } : undefined;
  };
  const end = Date.now() + timeout;
  for (let last = -1; last < step; ) {
    const left = Math.max(1, end - Date.now());
    const handle = await page.waitForFunction(reached, { wanted: step, last }, { timeout: left });
    const found = await handle.jsonValue();
    if (found.failed) throw new Error(`the page says: ${(await failuresShown(page)).join(' | ')}`);
    last = found.at;
    onStep?.({ step: last, steps: found.steps });
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
const DRAWER = { previewEvery: 'preview-every', previewSteps: 'preview-steps', saveEvery: 'save-every' };

/** Opens the drawer if any of its fields is asked for, and fills them. */
async function fillDrawer(page, options) {
  const asked = Object.entries(DRAWER).filter(([key]) => options[key] !== undefined);
  if (!asked.length) return;
  const drawer = page.getByTestId('hood');
  if (!(await drawer.evaluate((details) => details.open))) await drawer.locator('summary').first().click();
  for (const [key, id] of asked) await page.getByTestId(id).fill(String(options[key]));
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
 * @param {'start' | 'try-now'} [options.button]
 */
export async function startRun(page, { button = 'try-now', ...options }) {
  const { name, startText, vectors, steps, rate } = options;
  await fillFields(page, { 'word-name': name, 'start-text': startText, vectors, steps, rate });
  await fillDrawer(page, options);
  await page.getByTestId(button).click();
  await page.locator('[data-testid=pause]:enabled').waitFor({ timeout: 120_000 });
}

/** Until the run has ended by itself: last step reached, last evaluation made, the file offered. */
export async function waitForEnd(page, { timeout = 600_000, onStep } = {}) {
  const { steps } = await progress(page);
  await waitForStep(page, steps, { timeout, onStep });
  await page.locator('[data-testid=progress][data-state=done]').waitFor({ timeout });
}

/** Puts pictures of this machine where the person would drop them. */
export async function usePictures(page, files) {
  await page.getByTestId('picture-input').setInputFiles(files);
}

/** Imports a model folder in the diffusers layout and waits until it is the chosen one. */
export async function chooseModel(page, folder) {
  const select = page.getByTestId('model-select');
  const before = await select.inputValue();
  await page.getByTestId('model-input').setInputFiles(folder);
  await page.waitForFunction(
    (old) => document.querySelector('[data-testid=model-select]')?.value !== old || document.querySelector('[data-testid=error]'),
    before,
    { timeout: 600_000 },
  );
  const failures = await failuresShown(page);
  if (failures.length) throw new Error(`the page says: ${failures.join(' | ')}`);
}
