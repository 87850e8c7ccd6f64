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
/** One more than processors: tests of hosts wait for programs, disks and clocks for a third of their time. */
const maxWorkers = availableParallelism() + 1;
/** Attacks that measure others' keys meanwhile. */
const floods = [
  'asking-floods',
  'blobs',
  'cost',
  'host-away',
  'recording-files',
  'section-floods',
  'streams',
  'terminals',
  'yjs-poison',
].map((name) => `tests/attacks/${name}.test.ts`);
/**
 * Tests that start hosts, servers and programs, and those that measure: each file has modules of its own, as something
 * that the last one left would meet the next one's clock. All others share theirs, which halves their time.
 */
const apart = [
  ...['main', 'cli', 'server/gateway'].map((folder) => `tests/unit/${folder}/**/*.test.ts`),
  'tests/unit/shared/core/message-pack.test.ts',
  'tests/unit/shared/capabilities/documents/paths.test.ts',
];
const patient = { testTimeout: 30_000, hookTimeout: 30_000 } as const;

export default defineConfig({
  test: {
    silent: 'passed-only',
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          maxWorkers,
          isolate: false,
          include: ['tests/unit/**/*.test.{ts,tsx}'],
          exclude: apart,
        },
      },
      // Processes: starting a program copies its starter's page tables, and a process of many threads is a large one.
      { test: { ...shared, name: 'hosts', pool: 'forks', maxWorkers, include: apart } },
      { test: { ...shared, name: 'contract', maxWorkers, include: ['tests/contract/**/*.test.ts'] } },
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
