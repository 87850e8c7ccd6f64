import type { WorkRecord } from '../../client/work-record.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { KeptWork } from '../documents/kept-work.ts';
import { nodeEnvironment } from '../machine/environment.ts';
import type { HostParts, Service } from './services.ts';

const dayMs = 24 * 3_600_000;

/**
 * Makes the host's record of what people have done of late. It goes on over a start of the host, and loses what leaves
 * the history: by age, with a cut, or with all of it.
 */
export function recordedWork({ keeper, client, database, stored, cut, report }: HostParts): {
  record: WorkRecord;
  parts: Pick<HostParts, 'stored' | 'cut'>;
  service: Service<never>;
} {
  const isWanted = () => stored.historyDays() !== 0;
  const kept = new KeptWork({ database, isWanted, report });
  const record = keeper.savedTexts.record(kept);
  const expire = () => {
    const days = stored.historyDays();
    if (days !== null && days > 0) record.forgetBefore(nodeEnvironment.nowMs() - days * dayMs);
    else if (days === 0) kept.keep([], record.sinceMs, 0);
  };
  expire();
  /** Forgets all once something has left the history, also where that has failed on its way; not where it was refused. */
  const forgetting = async <T>(done: Promise<T>): Promise<T> => {
    let isRefused = false;
    try {
      return await done;
    } catch (thrown) {
      isRefused = thrown instanceof EnsembleError && thrown.code === 'not-permitted';
      throw thrown;
    } finally {
      if (!isRefused) record.clear();
    }
  };
  return {
    record,
    parts: {
      stored: {
        ...stored,
        clear: () => forgetting(stored.clear()),
        forgetEarlier: () => {
          expire();
          return stored.forgetEarlier();
        },
      },
      cut: (stretch, cuts) => {
        const found = cut(stretch, cuts);
        return cuts ? forgetting(found) : found;
      },
    },
    service: {
      handlers: {},
      start: () => record.forgetLeft((ref) => Object.hasOwn(client.state.documents, ref)),
      close: () => kept.flush(),
    },
  };
}
