import { availableParallelism } from 'node:os';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

/** Chromium's own headless mode (`--headless=new`): the older shell has no WebGPU. */
const chromium = playwright({
  launchOptions: {
    executablePath: process.env.CHROME ?? '/usr/bin/chromium',
    args: ['--headless=new', '--no-sandbox', '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
  },
});

export default defineConfig({
  test: {
    // Of two cores Vitest would leave one idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/e2e/**', 'tests/browser/**', 'tests/*/gpu/**'],
          testTimeout: 60_000,
        },
      },
      {
        // Worker threads: lavapipe's Node is started through its own loader and cannot fork itself.
        test: {
          name: 'gpu',
          environment: 'node',
          include: ['tests/*/gpu/**/*.test.ts'],
          pool: 'threads',
          fileParallelism: false,
          testTimeout: 120_000,
        },
      },
      {
        worker: { format: 'es' },
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          browser: {
            enabled: true,
            provider: chromium,
            headless: false,
            ui: false,
            screenshotFailures: false,
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
