/** The bench page: the tiny shape measured, copied as text; another one cancelled. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { expectSound } from './sound.mjs';
import { host, visit } from './visit.mjs';

test('the tiny shape is measured and can be copied; a bench can be cancelled', async (t) => {
  const { url } = await host(t);
  const { page, thrown } = await visit(t, { url: `${url}#/bench` });
  await page.getByTestId('tiny').check({ force: true });
  await page.getByTestId('bench-ops').uncheck();
  await page.getByTestId('bench-start').click();
  const text = await page.getByTestId('bench-text').inputValue();
  assert.match(text, /peak measured in this run: [\d.]+ GFLOP\/s/);
  assert.match(text, /\| UNet forward 64 × 64 \|/);
  assert.match(text, /\| training step 64 × 64 \(\d+ dispatches, \d+ MiB of GPU memory\) \|/);
  assert.match(text, /\| attention-backward \(\d+ dispatches\) \|/);
  await expectSound(page, 'bench, measured');
  await page.getByTestId('small').check({ force: true });
  await page.getByTestId('bench-start').click();
  await page.getByTestId('bench-cancel').click();
  await page.locator('[data-testid=bench-start]:enabled').waitFor();
  assert.deepEqual(thrown, []);
});
