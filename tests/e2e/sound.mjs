/** What can be measured of how the page looks: accessibility and width. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const AXE = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');

/** Rule and place of each violation; evaluated by the debugger, so the page's policy stays as it is. */
export async function violations(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(`${AXE}; 0`);
  const { violations: found } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

export const overflow = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

export async function expectSound(page, where) {
  assert.deepEqual(await violations(page), [], `axe, ${where}`);
  assert.ok((await overflow(page)) <= 0, `horizontal scroll, ${where}`);
}
