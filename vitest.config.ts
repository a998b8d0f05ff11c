import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/**/*.long.test.ts'],
    testTimeout: 60_000,
    // All CPUs: left alone, Vitest keeps one of them free, which of two is half.
    maxWorkers: '100%',
  },
});
