import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// Threads start in half the time of processes, and no test here changes what processes share.
const shared = { environment: 'node', pool: 'threads', restoreMocks: true, testTimeout: 40_000 } as const;
/** As many as processors: the default is one fewer, and with more, tests that wait for processes come late. */
const maxWorkers = availableParallelism();
const patient = { testTimeout: 30_000, hookTimeout: 30_000 } as const;

export default defineConfig({
  test: {
    passWithNoTests: true,
    silent: 'passed-only',
    projects: [
      { test: { ...shared, name: 'unit', maxWorkers, include: ['tests/unit/**/*.test.{ts,tsx}'] } },
      { test: { ...shared, name: 'contract', include: ['tests/contract/**/*.test.ts'] } },
      // Each file has a host of its own, and floods of one must not be the slowness of another.
      {
        test: {
          ...shared,
          ...patient,
          name: 'attacks',
          include: ['tests/attacks/**/*.test.ts'],
          fileParallelism: false,
        },
      },
    ],
  },
});
