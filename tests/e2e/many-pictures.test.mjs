/** The card of pictures with 5,000 of them: few rows in the document, and no task above 50 ms while they go by. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { openCaptions } from './caption-set.mjs';
import { staysQuick } from './tasks.mjs';
import { host, modelReady, says, visit } from './visit.mjs';

const [MANY, MOST_ROWS, LIMIT_MS] = [5000, 300, 50];

test(`${MANY} pictures on the first card, scrolled from top to bottom`, async (t) => {
  const { url } = await host(t);
  const { context, page, thrown } = await visit(t, { url });
  await modelReady(page);
  await openCaptions(page, url, MANY);
  await page.evaluate(() => (location.hash = '#/'));
  await page.getByTestId('picture-row').first().waitFor();
  await says(page, /^5,000 pictures$/);
  const rows = page.getByTestId('picture-row');
  let most = 0;
  const scroll = async () => {
    await page.locator('.drop-well .list').hover();
    for (let i = 0; i < 60; i++) {
      // a turn of the wheel, and now and then the bar drawn far down
      await page.mouse.wheel(0, 600);
      if (i % 10 === 9) await page.locator('.drop-well .list').evaluate((list, share) => list.scrollTo(0, list.scrollHeight * share), i / 59);
      most = Math.max(most, await rows.count());
    }
  };
  const toTop = () => page.locator('.drop-well .list').evaluate((list) => list.scrollTo(0, 0));
  await staysQuick({ t, context, page }, { name: 'scrolled', limit: LIMIT_MS, before: toTop, during: scroll });
  assert.ok(most > 3 && most <= MOST_ROWS, `${most} rows in the document`);
  await page.locator('.drop-well .list').evaluate((list) => list.scrollTo(0, list.scrollHeight));
  await page.getByRole('listitem').filter({ has: page.getByText('04999-picture 4999.png') }).waitFor();
  assert.deepEqual(thrown, []);
});
