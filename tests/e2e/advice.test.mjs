/** What experience says of a set of pictures: measured for real, said with reasons, acted on, remembered. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { fillFields, usePictures } from '../../tools/page.mjs';
import { becomes, pressSurely } from './patience.mjs';
import { greyPng } from './pictures.mjs';
import { expectSound } from './sound.mjs';
import { host, modelReady, visit } from './visit.mjs';

const STYLE = 'public/demo/set-fluentcolor';
const bundled = (name) => readFileSync(`${STYLE}/fluentcolor-${name}.png`);
const file = (name, buffer, mimeType = 'image/png') => ({ name, mimeType, buffer });

/** Other bytes, the same picture: what follows a PNG's end does not matter. */
const again = (png) => Buffer.concat([png, Buffer.from('again')]);

const SET = [
  file('owl.png', bundled('owl')), file('owl.txt', Buffer.from('an owl on a branch'), 'text/plain'),
  file('fox.png', bundled('fox')), file('fox-again.png', again(bundled('fox'))),
  file('fog.png', greyPng(200, 200)), file('small.png', greyPng(40, 40, 90)), file('wide.png', greyPng(300, 100, 200)),
];

const measured = (page) => page.waitForFunction(() => {
  const shown = document.querySelector('[data-testid=advice-summary]');
  return shown && !document.querySelector('[data-testid=advice-progress]') && document.querySelector('[data-testid^=advice-blur]');
});

async function openAdvice(page) {
  await page.evaluate(() => (location.hash = '#/pictures/advice'));
  await measured(page);
}

/** Codes of what is said, by severity. */
const said = (page) => page.locator('[data-severity]').evaluateAll((items) => {
  const found = { warn: [], note: [], good: [] };
  for (const { dataset } of items) found[dataset.severity].push(dataset.testid.replace('advice-', ''));
  for (const codes of Object.values(found)) codes.sort();
  return found;
});

async function withPictures(t) {
  const { url } = await host(t);
  const visited = await visit(t, { url });
  await modelReady(visited.page);
  await usePictures(visited.page, SET);
  await visited.page.getByText('6 pictures', { exact: true }).waitFor();
  return visited;
}

const looksStored = (page) => page.evaluate(() => new Promise((done, failed) => {
  const opened = indexedDB.open('pseudoword-looks');
  opened.onerror = () => failed(opened.error);
  opened.onsuccess = () => {
    const keys = opened.result.transaction('looks').objectStore('looks').getAllKeys();
    keys.onsuccess = () => done(keys.result.length);
  };
}));

const summary = (page, text) => page.getByTestId('advice-summary').getByText(text, { exact: true }).waitFor();

async function judged(page) {
  await fillFields(page, { vectors: 9 });
  await openAdvice(page);
  // which pictures are alike is told last
  await becomes(() => said(page), {
    warn: ['alike-pairs', 'blur-soft', 'size-small', 'vectors-many'], note: ['captions-unused', 'count-thing', 'ratio-cut'], good: ['ground-plain'],
  });
  await summary(page, '4 warnings · 3 notes');
  await becomes(() => page.locator('[data-testid=advice-blur-soft] img').count(), 3);
  await becomes(() => looksStored(page), 6);

  await page.getByTestId('advice-set-vectors').click();
  await page.getByTestId('advice-vectors-fit').waitFor();

  await page.locator('[data-testid=advice-blur-soft] button').first().click();
  await page.getByTestId('picture-dialog').locator('img').waitFor();
  await page.keyboard.press('Escape');
  await page.getByTestId('picture-dialog').waitFor({ state: 'detached' });

  const pair = page.getByTestId('advice-pair');
  await becomes(() => pair.locator('.name').allInnerTexts(), ['fox.png', 'fox-again.png']);
  const again = pair.locator('.one').filter({ hasText: 'fox-again.png' }).getByRole('button').last();
  await again.and(page.getByRole('button', { name: 'Remove fox-again.png' })).waitFor();
  await pressSurely(again);
  await page.getByTestId('advice-alike-none').waitFor();
  await summary(page, '2 warnings · 3 notes');

  await page.evaluate(() => (location.hash = '#/'));
  await page.getByTestId('advice-link').getByText('2 warnings about these pictures', { exact: true }).waitFor();
  await becomes(() => page.getByTestId('vectors').inputValue(), '3');
  await page.reload();
  await page.getByText('2 warnings about these pictures').click();
  await measured(page);
  assert.equal(await looksStored(page), 6);
}

async function looks(page) {
  await openAdvice(page);
  for (const [colorScheme, width] of [['light', 1280], ['dark', 390]]) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    for (const [language, warnings] of [['English', '3 warnings'], ['简体中文', '3 条警告']]) {
      await page.getByText(language).click();
      await page.getByTestId('advice-summary').filter({ hasText: warnings }).waitFor();
      await page.locator(`html[data-theme=${colorScheme}]`).waitFor();
      await expectSound(page, `advice, ${colorScheme}, ${width} px, ${language}`);
    }
  }
  await page.evaluate(() => (location.hash = '#/'));
  await page.getByTestId('advice-link').waitFor();
  await expectSound(page, 'first screen with the line about warnings');
  await page.getByText('English').click();
  await page.setViewportSize({ width: 1280, height: 900 });
}

test('advice, on one visit', async (t) => {
  const { page, thrown } = await withPictures(t);
  await t.test('sound on wide and narrow screens, light and dark, in both languages', () => looks(page));
  await t.test('a set is judged, mended and judged again; a new page remembers what was measured', () => judged(page));
  assert.deepEqual(thrown, []);
});
