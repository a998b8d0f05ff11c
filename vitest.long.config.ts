import { defineConfig } from 'vitest/config';
import short from './vitest.config.ts';

/** All tests, those among them that `npm test` leaves out, and more random runs of those that it makes short. */
export default defineConfig({
  test: { ...short.test, exclude: [], provide: { long: true }, testTimeout: 3_600_000 },
});
