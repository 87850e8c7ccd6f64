import * as Y from 'yjs';
import { MemoryLog } from '../../server/log/memory-log.ts';
import { MemoryAccessStore } from '../../server/session/access.ts';
import { Admission } from '../../server/session/admission.ts';
import { Connection } from '../../server/session/connection.ts';
import { EntryRules } from '../../server/session/entry-rules.ts';
import { Documents } from '../../src/client/documents.ts';
import { MemoryOutbox, Outbox } from '../../src/client/outbox.ts';
import { SessionClient } from '../../src/client/session-client.ts';
import { TextDocument } from '../../src/client/text-document.ts';
import { DiskMerge } from '../../src/main/documents/disk-merge.ts';
import { DocumentKeeper } from '../../src/main/documents/document-keeper.ts';
import { DocumentPlaces } from '../../src/main/documents/document-places.ts';
import { MemoryJournal } from '../../src/main/documents/journal.ts';
import { SaveQueue } from '../../src/main/documents/save-queue.ts';
import { seedOf } from '../../src/main/documents/seed.ts';
import { textCheckpointer } from '../../src/shared/capabilities/documents/text-checkpointer.ts';
import { TextCopy } from '../../src/shared/capabilities/documents/text-copy.ts';
import type { FoldedRef } from '../../src/shared/core/capability.ts';
import { lookUp } from '../../src/shared/session/table.ts';
import { diffTexts } from '../../src/shared/text/diff.ts';
import { applyEdits } from '../../src/shared/text/edits.ts';
import { rebaseEdits } from '../../src/shared/text/rebase-edits.ts';
import { HostActor } from './cast.ts';
import { MemoryDisk } from './memory-disk.ts';
import { ofResting } from './resting-mutants.ts';
import { ofStreams } from './stream-mutants.ts';
import { ofTerminals } from './terminal-mutants.ts';

/** A way to break the code at run time. `apply` does it, and gives a function that undoes it. */
export interface Mutant {
  name: string;
  apply: () => () => void;
}

/** Replaces an object's method by `make`'s. Gives a function that restores it. */
function patch<T extends object, K extends keyof T>(target: T, name: K, make: (original: T[K]) => T[K]): () => void {
  const original = target[name];
  target[name] = make(original);
  return () => {
    target[name] = original;
  };
}

const noUpdate = new Uint8Array([0, 0]);
const noVector = new Uint8Array([0]);

/** Mutants between the log and its readers. */
const ofTheLog: Mutant[] = [
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

/** Mutants at the door. */
const ofTheDoor: Mutant[] = [
  {
    name: 'skip the check of rights',
    apply: () =>
      patch(EntryRules.prototype, 'judge', (judge) => {
        return function (this: EntryRules, entry, replica) {
          const verdict = judge.call(this, entry, replica);
          const kind = lookUp(entry.kind);
          const waved = verdict.is === 'refused' && verdict.error.code === 'not-permitted' && kind;
          return waved ? { is: 'accepted', kind } : verdict;
        };
      }),
  },
  {
    name: 'let edits of an ended copy in',
    apply: () =>
      patch(EntryRules.prototype, 'judge', (judge) => {
        return function (this: EntryRules, entry, replica) {
          const verdict = judge.call(this, entry, replica);
          const kind = lookUp(entry.kind);
          const waved = verdict.is === 'refused' && verdict.error.code === 'rebase-needed' && kind;
          return waved ? { is: 'accepted', kind } : verdict;
        };
      }),
  },
  {
    name: 'take edits of the disk of a host of before',
    apply: () =>
      patch(EntryRules.prototype, 'judge', (judge) => {
        return function (this: EntryRules, entry, replica) {
          const verdict = judge.call(this, entry, replica);
          const kind = lookUp(entry.kind);
          const waved =
            verdict.is === 'refused' && verdict.error.code === 'stale-term' && entry.kind === 'doc.updated' && kind;
          return waved ? { is: 'accepted', kind } : verdict;
        };
      }),
  },
  {
    name: 'go on after a failed commit as if nothing was',
    apply: () => patch(EntryRules.prototype, 'reset', () => () => undefined),
  },
  {
    name: 'ignore since at a reconnect',
    apply: () =>
      patch(Admission.prototype, 'greet', (greet) => {
        return function (this: Admission, connection, hello) {
          return greet.call(this, connection, hello.since > 0 ? { ...hello, since: hello.since + 5 } : hello);
        };
      }),
  },
  {
    name: 'never note who has left',
    apply: () => patch(Admission.prototype, 'lost', () => () => undefined),
  },
  {
    name: 'forget who holds which ticket',
    apply: () => patch(MemoryAccessStore.prototype, 'person', () => () => null),
  },
];

/** Mutants in a window. */
const ofTheWindow: Mutant[] = [
  {
    name: 'acknowledge before the commit',
    apply: () =>
      patch(Outbox.prototype, 'takeUnsent', (takeUnsent) => {
        return function (this: Outbox) {
          const items = takeUnsent.call(this);
          this.acknowledge(items.at(-1)?.entry.n ?? 0);
          return items;
        };
      }),
  },
  {
    name: 'lose the outbox at a crash',
    apply: () => patch(MemoryOutbox.prototype, 'load', () => async () => []),
  },
  {
    name: 'skip the rebuilding after a refusal',
    apply: () => patch(Documents.prototype, 'refused', () => () => undefined),
  },
  {
    name: 'undo what others wrote',
    apply: () => {
      const texts = new WeakMap<TextDocument, string[]>();
      const mendEdit = patch(TextDocument.prototype, 'edit', (edit) => {
        return function (this: TextDocument, edits, from) {
          texts.set(this, [...(texts.get(this) ?? []), this.toString()]);
          return edit.call(this, edits, from);
        };
      });
      const mendUndo = patch(TextDocument.prototype, 'undo', () => {
        return function (this: TextDocument) {
          const before = texts.get(this)?.pop();
          if (before === undefined) return false;
          this.edit(diffTexts(this.toString(), before));
          texts.get(this)?.pop();
          return true;
        };
      });
      return () => {
        mendEdit();
        mendUndo();
      };
    },
  },
  {
    name: 'take a foreign client id',
    apply: () =>
      patch(TextCopy.prototype, 'take', (take) => {
        return function (this: TextCopy, change, writer, origin) {
          return take.call(this, change?.is === 'updated' ? { ...change, v: 1 } : change, writer, origin);
        };
      }),
  },
  {
    name: 'revert on close',
    apply: () => {
      const texts = new WeakMap<TextDocument, string>();
      const mendOpen = patch(Documents.prototype, 'open', (open) => {
        return async function (this: Documents, ref) {
          const document = await open.call(this, ref);
          if (!texts.has(document)) texts.set(document, document.toString());
          return document;
        };
      });
      const mendClose = patch(Documents.prototype, 'close', (close) => {
        return function (this: Documents, ref) {
          const document = this.get(ref);
          if (document) document.revertTo(texts.get(document) ?? '');
          close.call(this, ref);
        };
      });
      return () => {
        mendOpen();
        mendClose();
      };
    },
  },
  {
    name: 'let line ends and halves of pairs in as they come',
    apply: () => {
      let clientId = 1_000_000;
      return patch(TextDocument.prototype, 'edit', () => {
        return function (this: TextDocument, edits) {
          const copy = new Y.Doc();
          copy.clientID = clientId++;
          Y.applyUpdate(copy, this.encode());
          const vector = Y.encodeStateVector(copy);
          for (const { offset, deleteLength, insertText } of edits.toReversed()) {
            copy.getText('text').delete(offset, deleteLength);
            copy.getText('text').insert(offset, insertText);
          }
          this.applyOwn(Y.encodeStateAsUpdate(copy, vector));
          return true;
        };
      });
    },
  },
];

/** Mutants between the documents and the disk. */
const ofTheDisk: Mutant[] = [
  {
    name: 're-seed the documents at a start of the host',
    apply: () =>
      patch(HostActor.prototype, 'start', (start) => {
        return async function (this: HostActor) {
          await start.call(this);
          const { disk } = this;
          for (const ref of Object.keys(disk.state.documents)) {
            const text = disk.documents.get(ref)?.toString() ?? '';
            void disk.publish('doc.updated', { update: seedOf(text, disk.options.environment) }, ref);
          }
        };
      }),
  },
  {
    name: 'leave a hidden file a document',
    apply: () => patch(DocumentPlaces.prototype, 'seal', () => async () => undefined),
  },
  {
    name: 'forget what was put on the disk',
    apply: () => patch(MemoryJournal.prototype, 'records', () => async () => ({ current: null, previous: null })),
  },
  {
    name: 'write before the journal',
    apply: () => {
      let late: (() => Promise<void>) | null = null;
      const mendPut = patch(MemoryJournal.prototype, 'put', (put) => {
        return async function (this: MemoryJournal, ref, record) {
          await late?.();
          late = () => put.call(this, ref, record);
        };
      });
      const mendRecords = patch(MemoryJournal.prototype, 'records', (records) => {
        return async function (this: MemoryJournal, ref) {
          await late?.();
          late = null;
          return records.call(this, ref);
        };
      });
      const mendCrash = patch(HostActor.prototype, 'crash', (crash) => {
        return function (this: HostActor) {
          late = null;
          crash.call(this);
        };
      });
      return () => {
        mendPut();
        mendRecords();
        mendCrash();
      };
    },
  },
  {
    name: 'overwrite outside changes',
    apply: () => {
      const known = new WeakMap<MemoryDisk, Map<string, Uint8Array>>();
      return patch(MemoryDisk.prototype, 'read', (read) => {
        return async function (this: MemoryDisk, path) {
          const files = known.get(this) ?? new Map<string, Uint8Array>();
          known.set(this, files);
          const bytes = files.get(path) ?? (await read.call(this, path));
          if (bytes) files.set(path, bytes);
          return bytes;
        };
      });
    },
  },
  {
    name: 'merge overlaps without a word',
    apply: () =>
      patch(DiskMerge.prototype, 'judge', () => (base, mine, theirs) => ({
        text: applyEdits(mine, rebaseEdits(diffTexts(base, theirs), base, mine)),
        overlaps: [],
      })),
  },
  {
    name: 'keep nothing of what a conflict puts aside',
    apply: () =>
      patch(SessionClient.prototype, 'publishAll', (publishAll) => {
        return function (this: SessionClient, all) {
          return publishAll.call(
            this,
            all.filter(({ kind }) => kind !== 'doc.kept'),
          );
        };
      }),
  },
  {
    name: 'save without what the sender has not sent',
    apply: () =>
      patch(DocumentKeeper.prototype, 'save', (save) => {
        return function (this: DocumentKeeper, ref, unsent, target) {
          return save.call(this, ref, { ...unsent, update: noUpdate }, target);
        };
      }),
  },
  {
    name: 'let everybody format a text at once',
    apply: () => patch(SaveQueue.prototype, 'take', () => async () => noVector),
  },
];

/** All mutants; the simulation must notice each of them. */
export const mutants: readonly Mutant[] = [
  ...ofTheLog,
  ...ofTheDoor,
  ...ofTheWindow,
  ...ofTheDisk,
  ...ofStreams,
  ...ofTerminals,
  ...ofResting,
];
