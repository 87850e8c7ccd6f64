import { SessionClient } from '../../src/client/session-client.ts';
import { DiskMerge } from '../../src/main/documents/disk-merge.ts';
import { DocumentKeeper } from '../../src/main/documents/document-keeper.ts';
import { DocumentPlaces } from '../../src/main/documents/document-places.ts';
import { MemoryJournal } from '../../src/main/documents/journal.ts';
import { SaveQueue } from '../../src/main/documents/save-queue.ts';
import { seedOf } from '../../src/main/documents/seed.ts';
import { diffTexts } from '../../src/shared/text/diff.ts';
import { applyEdits } from '../../src/shared/text/edits.ts';
import { rebaseEdits } from '../../src/shared/text/rebase-edits.ts';
import { HostActor } from './cast.ts';
import { MemoryDisk } from './memory-disk.ts';
import { type Mutant, patch } from './mutant.ts';

const noUpdate = new Uint8Array([0, 0]);
const noVector = new Uint8Array([0]);

/** Mutants between the documents and the disk. */
export const ofTheDisk: Mutant[] = [
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
