import type { StorageUsage, storageMethods } from '../../shared/capabilities/storage/methods.ts';
import type { Environment, TimerHandle } from '../../shared/core/environment.ts';
import type { Handlers } from '../../shared/session/contract.ts';

/** Interval of taking out of this machine's record what the session may have deleted by its age. */
const forgetEveryMs = 10 * 60_000;

/** Stored history of the host's session. Throws `not-permitted` where that is on another machine. */
export interface StoredHistory {
  usage(): Promise<StorageUsage>;
  clear(): Promise<void>;
  /** Takes what files held before their newest saves out of this machine's own record. */
  forgetEarlier(): Promise<void>;
  historyDays(): number | null;
  keep(days: number | null): void;
}

interface Parts {
  stored: StoredHistory;
  environment: Pick<Environment, 'setTimer' | 'clearTimer'>;
  report: (message: string) => void;
}

/** Makes the service for the storage of the session: its handlers are for windows of the host's own. */
export function createStorageService({ stored, environment, report }: Parts) {
  const handlers: Handlers<keyof typeof storageMethods> = {
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
  let timer: TimerHandle | null = null;
  const forgetLater = () => {
    timer = environment.setTimer(() => {
      const failed = (thrown: unknown) => report(`forgetting earlier versions of files failed: ${String(thrown)}`);
      void stored
        .forgetEarlier()
        .catch(failed)
        .then(() => timer !== null && forgetLater());
    }, forgetEveryMs);
  };
  const close = () => {
    if (timer !== null) environment.clearTimer(timer);
    timer = null;
  };
  return { handlers, start: forgetLater, close };
}
