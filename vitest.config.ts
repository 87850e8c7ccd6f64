import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// Threads start in half the time of processes, and no test here changes what processes share.
const shared = {
  environment: 'node',
  pool: 'threads',
  restoreMocks: true,
  testTimeout: 40_000,
  expect: { poll: { timeout: 20_000 } },
} as const;
/** As many as processors: the default is one fewer, and with more, tests that wait for processes come late. */
const maxWorkers = availableParallelism();
/** Attacks that measure others' keys meanwhile. */
const floods = ['blobs', 'cost', 'streams', 'terminals', 'yjs-poison'].map((name) => `tests/attacks/${name}.test.ts`);
const patient = { testTimeout: 30_000, hookTimeout: 30_000 } as const;

export default defineConfig({
  test: {
    passWithNoTests: true,
    silent: 'passed-only',
    projects: [
      { test: { ...shared, name: 'unit', maxWorkers, include: ['tests/unit/**/*.test.{ts,tsx}'] } },
      { test: { ...shared, name: 'contract', include: ['tests/contract/**/*.test.ts'] } },
      {
        test: {
          ...shared,
          ...patient,
          name: 'attacks',
          maxWorkers,
          include: ['tests/attacks/**/*.test.ts'],
          exclude: floods,
        },
      },
      // One file at a time, behind all others: the floods of one must not be the slowness of another.
      {
        test: {
          ...shared,
          ...patient,
          name: 'floods',
          include: floods,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
