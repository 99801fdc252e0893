// Opens pages in Chromium the way the demo and the end-to-end tests need it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { browserPath } from './environment.mjs';

const QUIET = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run'];
const ADAPTERS = {
  software: ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
  native: ['--enable-unsafe-webgpu', ...(process.platform === 'linux' ? ['--enable-features=Vulkan'] : [])],
  none: ['--disable-features=WebGPU', '--disable-gpu'],
};

/**
 * A browser context with a profile on disk, as a person's has: storage and service worker outlive it.
 * @param {object} [options]
 * @param {string} [options.profile] folder to go on with; without one a new folder is removed at the end
 * @param {'software' | 'native' | 'none'} [options.adapter]
 * @param {boolean} [options.headed]
 * @param {import('playwright-core').BrowserContextOptions} [options.context]
 * @param {string[]} [options.args] further switches
 */
export async function openChromium({ profile, adapter = 'software', headed = false, context = {}, args = [] } = {}) {
  const folder = profile ?? mkdtempSync(join(tmpdir(), 'pseudoword-'));
  const opened = await chromium.launchPersistentContext(folder, {
    executablePath: browserPath(),
    // Playwright's own headless switch starts the old shell, which has no WebGPU.
    headless: false,
    args: [...(headed ? [] : ['--headless=new']), ...QUIET, ...ADAPTERS[adapter], ...args],
    acceptDownloads: true,
    viewport: headed ? null : { width: 1280, height: 900 },
    ...context,
  });
  const close = async () => {
    await opened.close();
    if (!profile) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return { context: opened, page: opened.pages()[0] ?? (await opened.newPage()), close };
}
