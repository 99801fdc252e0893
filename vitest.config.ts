import { defineConfig } from 'vitest/config';

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
    ],
  },
});
