import type { StorageUsage, storageMethods } from '../../shared/capabilities/storage/methods.ts';
import type { Handlers } from '../../shared/session/contract.ts';

/** Stored history of the host's session. Throws `not-permitted` where that is on another machine. */
export interface StoredHistory {
  usage(): Promise<StorageUsage>;
  clear(): Promise<void>;
  historyDays(): number | null;
  keep(days: number | null): void;
}

/** Makes the handlers for the storage of the session: for windows of the host's own. */
export function createStorageService(stored: StoredHistory): Handlers<keyof typeof storageMethods> {
  return {
    'storage.describe': async () => ({ usage: await stored.usage(), historyDays: stored.historyDays() }),
    'storage.keep': async ({ historyDays }) => {
      await stored.usage();
      stored.keep(historyDays);
      return {};
    },
    'storage.clear': async () => {
      await stored.clear();
      return { usage: await stored.usage() };
    },
  };
}
