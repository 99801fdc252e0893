import { defineConfig } from 'vitest/config';

/** GPU projects run in worker threads: lavapipe's Node is started through its own loader and cannot fork itself. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/e2e/**', 'tests/browser/**', 'tests/engine/gpu/**'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'gpu',
          environment: 'node',
          include: ['tests/engine/gpu/**/*.test.ts'],
          pool: 'threads',
          fileParallelism: false,
          testTimeout: 120_000,
        },
      },
    ],
  },
});
