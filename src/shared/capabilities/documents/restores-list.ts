import type { QuickList } from '../../core/quick-lists.ts';
import { limits } from '../../core/version.ts';

/** Most copies that one entry may say to stand for deleted text. */
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

/** The copies of a `doc.updated`, judged by hand: the same as its schema says, which tests hold it to. */
export const restoresList: QuickList = {
  field: 'restores',
  most: mostRestores,
  isPart: isRestore,
  mostAtOnce: limits.restoresAtOnce,
  tooMany: `One entry brings back ${limits.restoresAtOnce} pieces of text at most.`,
};
