import type { Entry } from '../src/shared/core/entry.ts';
import type { CutOut, Log, UsedUp } from './log/log.ts';
import { type GetBlob, type LogBase, logBase } from './replay/folded-past.ts';
import type { AccessRecords, SqliteAccessStore } from './session/sqlite-access-store.ts';

/** Source of a session's copy for another server. */
export interface SessionCopy {
  /** Outcome of the history that is kept no longer, without which the entries after it mean nothing. */
  base(): Promise<LogBase | null>;
  head(): Promise<number>;
  /** Entries after a seq, in order. */
  read(after: number, limit: number): Promise<Entry[]>;
  lastNs(): Promise<UsedUp[]>;
  /** Number of times that something was taken out of it. */
  removals(): Promise<number>;
  /** Contents that were cut out of it. */
  cuts(): Promise<CutOut[]>;
  blobs(): Promise<Set<string>>;
  access(): AccessRecords;
}

/** Makes the source of a session's copy from a log. */
export function sessionCopy(
  log: Log,
  access: Pick<SqliteAccessStore, 'all'>,
  id: string,
  getBlob: GetBlob,
): SessionCopy {
  return {
    base: () => logBase(log, id, getBlob),
    head: () => log.head(id),
    read: async (after, limit) => log.read(id, after, await log.head(id), limit),
    lastNs: async () => [...(await log.lastNs(id))].map(([by, n]) => ({ by, n })),
    removals: () => log.removals(id),
    cuts: () => log.cuts(id),
    blobs: () => log.blobs(id),
    access: () => access.all(id),
  };
}
