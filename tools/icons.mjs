// Draws public/icon.svg into the PNG sizes that the manifest names. Run by hand after the drawing changes.
import { readFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import { browserPath } from './environment.mjs';

const svg = await readFile('public/icon.svg', 'utf8');
const browser = await chromium.launch({ executablePath: await browserPath(), args: ['--no-sandbox'] });
for (const size of [192, 512]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`);
  await page.screenshot({ path: `public/icon-${size}.png` });
}
await browser.close();
