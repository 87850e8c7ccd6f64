import type { QuickList } from '../../core/quick-lists.ts';
import { limits } from '../../core/version.ts';

/** Most copies in one entry that may stand for deleted text. */
export const mostRestores = 100_000;
export const largestClock = 0xffffffffffff;

const isWhole = (value: unknown, least: number, most: number): boolean =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most;

const isClock = (value: unknown): boolean => isWhole(value, 0, largestClock);

function isRestore(part: unknown): boolean {
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return false;
  const { client, clock, length, copyClient, copyClock, explicit } = part as Record<string, unknown>;
  return (
    isClock(client) &&
    isClock(clock) &&
    isClock(copyClient) &&
    isClock(copyClock) &&
    isWhole(length, 1, limits.documentBytes) &&
    (explicit === undefined || typeof explicit === 'boolean')
  );
}

/** Checks the `restores` of a `doc.updated` by hand: the same rules as its schema's, held to it by tests. */
export const restoresList: QuickList = {
  field: 'restores',
  most: mostRestores,
  isPart: isRestore,
  mostAtOnce: limits.restoresAtOnce,
  tooMany: `One entry brings back ${limits.restoresAtOnce} pieces of text at most.`,
};
