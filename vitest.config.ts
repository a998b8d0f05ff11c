import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/**/*.long.test.ts'],
    globalSetup: 'test/helpers/runFolder.ts',
    provide: { long: false },
    testTimeout: 60_000,
    // No test leaves anything behind in a module, and loading them anew for each file takes a sixth of the whole run.
    isolate: false,
    // All CPUs: left alone, Vitest keeps one of them free, which of two is half.
    maxWorkers: '100%',
  },
});
