import { limits } from './version.ts';

/** A list of thousands of small parts, judged by hand: a schema takes ten times as long, for everybody who gets it. */
export interface QuickList {
  field: string;
  /** Its greatest length. */
  most: number;
  isPart: (part: unknown) => boolean;
}

/** Below this a list is left to its schema. */
const longParts = 20;

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

/** The lists that are judged by hand, by kind. They say the same as the schemas of the table, which tests hold them to. */
const quickLists: Record<string, QuickList> = {
  'doc.updated': { field: 'restores', most: mostRestores, isPart: isRestore },
};

/** A body without its long list, and the list to be put back, or what is wrong with it. */
type Apart = { rest: unknown; field: string; list: unknown[]; problem: null } | { problem: string };

/** Takes the long list out of a body and judges it by hand; the rest is for the schema. Null where there is none. */
export function withoutQuickList(kind: string, body: unknown): Apart | null {
  const quick = quickLists[kind];
  if (!quick || typeof body !== 'object' || body === null || Array.isArray(body)) return null;
  const { field, most, isPart } = quick;
  const list = (body as Record<string, unknown>)[field];
  if (!Array.isArray(list) || list.length <= longParts) return null;
  if (list.length > most) return { problem: `${field} has more than ${most} parts` };
  const wrong = list.findIndex((part) => !isPart(part));
  if (wrong >= 0) return { problem: `${field}.${wrong} is not as it must be` };
  return { rest: { ...body, [field]: [] }, field, list, problem: null };
}
