import { MemoryLog } from '../../server/log/memory-log.ts';
import { Connection } from '../../server/session/connection.ts';
import { EntryRules } from '../../server/session/entry-rules.ts';
import { textCheckpointer } from '../../src/shared/capabilities/documents/text-checkpointer.ts';
import type { FoldedRef } from '../../src/shared/core/capability.ts';
import { lookUp } from '../../src/shared/session/table.ts';
import { type Mutant, patch } from './mutant.ts';

/** Mutants between the log and its readers. */
export const ofTheLog: Mutant[] = [
  {
    name: 'drop an entry for one receiver',
    apply: () =>
      patch(Connection.prototype, 'wants', (wants) => {
        return function (this: Connection, entry) {
          return wants.call(this, entry) && !(entry.seq % 9 === 0 && entry.by !== this.replica);
        };
      }),
  },
  {
    name: 'take an entry twice',
    apply: () => {
      const mend = patch(EntryRules.prototype, 'judge', (judge) => {
        return function (this: EntryRules, entry, replica) {
          const verdict = judge.call(this, entry, replica);
          const kind = lookUp(entry.kind);
          return verdict.is === 'duplicate' && kind ? { is: 'accepted', kind } : verdict;
        };
      });
      const mendLog = patch(MemoryLog.prototype, 'append', (append) => {
        return async function (this: MemoryLog, id, term, batch, usedUp) {
          const lastNs = await this.lastNs(id);
          const forgetful = batch.map((e) => (e.n <= (lastNs.get(e.by) ?? 0) ? { ...e, n: 0 } : e));
          return append.call(this, id, term, forgetful, usedUp);
        };
      });
      return () => {
        mend();
        mendLog();
      };
    },
  },
  {
    name: 'read the log out of order',
    apply: () =>
      patch(MemoryLog.prototype, 'read', (read) => {
        return async function (this: MemoryLog, id, after, upTo, limit) {
          const page = await read.call(this, id, after, upTo, limit);
          return limit === Number.MAX_SAFE_INTEGER ? page : [...page.slice(0, -1).reverse(), ...page.slice(-1)];
        };
      }),
  },
  {
    name: 'acknowledge what was not committed',
    apply: () =>
      patch(MemoryLog.prototype, 'append', (append) => {
        return async function (this: MemoryLog, id, term, batch, usedUp) {
          if (!this.failNext) return append.call(this, id, term, batch, usedUp);
          this.failNext = null;
          const head = await this.head(id);
          return batch.map((_, index) => ({ seq: head + index + 1, at: 0 }));
        };
      }),
  },
  {
    name: 'forget at a start how far the log was trimmed',
    apply: () => patch(MemoryLog.prototype, 'checkpointed', () => async () => new Map()),
  },
  {
    name: 'start from a state and leave out what came after',
    apply: () =>
      patch(MemoryLog.prototype, 'checkpoint', (checkpoint) => {
        return async function (this: MemoryLog, id, ref) {
          const kept = await checkpoint.call(this, id, ref);
          return kept && ref === '' ? { ...kept, seq: await this.head(id) } : kept;
        };
      }),
  },
  {
    name: 'forget whose a replica was once it is gone',
    apply: () =>
      patch(textCheckpointer, 'begin', (begin) => () => {
        const past = begin() as FoldedRef;
        const fold = past.fold.bind(past);
        past.fold = (entries) => fold(entries, () => null);
        return past;
      }),
  },
  {
    name: 'trim without a checkpoint',
    apply: () => patch(MemoryLog.prototype, 'putCheckpoint', () => async () => undefined),
  },
];
