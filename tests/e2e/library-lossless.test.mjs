/**
 * Cards as sites and people keep them: lossless WebP and AVIF, decoded by the browser itself. The fixtures are
 * tests/fixtures/a1111/test-emb.png through `cwebp -lossless -exact` and `avifenc --lossless`.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { pressUntil } from './patience.mjs';
import { downloaded, host, temporaryFolder, visit } from './visit.mjs';
import { readSafetensors, withoutText } from './words.mjs';

/** The vectors found in a picture, bit for bit, and what the page says of it. */
async function foundIn(page, path) {
  await page.getByTestId('word-input').setInputFiles([path]);
  const report = page.getByTestId('words-report');
  const told = await report.innerText();
  await report.getByRole('button').click();
  await report.waitFor({ state: 'detached' });
  const newest = page.getByTestId('word-card').first();
  const item = newest.getByTestId('save-safetensors');
  await pressUntil(newest.getByTestId('save-as'), item);
  const file = await downloaded(page, () => item.click());
  const bytes = readFileSync(await file.path());
  return { told, vectors: readSafetensors(bytes).dataOf('emb_params') };
}

test('a card as lossless WebP or AVIF holds the same numbers as its PNG', async (t) => {
  const { url } = await host(t);
  const { page } = await visit(t, { url: `${url}#/library` });
  await page.getByTestId('words-in').waitFor();
  const png = join(temporaryFolder(t), 'stripped.png');
  writeFileSync(png, withoutText(readFileSync('tests/fixtures/a1111/test-emb.png')));
  const { vectors } = await foundIn(page, png);
  assert.equal(vectors.length, 2 * 768 * 4);
  for (const ending of ['webp', 'avif']) {
    const found = await foundIn(page, `tests/fixtures/cards/lossless.${ending}`);
    assert.match(found.told, /in a picture’s pixels/);
    assert.ok(found.vectors.equals(vectors), ending);
  }
});
