import * as Y from 'yjs';
import type { Checkpointer } from '../../core/capability.ts';
import type { DocumentsState } from './document-state.ts';
import { TextCopy, writerBehind } from './text-copy.ts';

/** Folds the updates of a text, and the facts about it. */
export const textCheckpointer: Checkpointer = {
  kinds: ['doc.updated', 'doc.bound', 'doc.cut'],
  trims: ['doc.updated'],
  content: ['doc.updated', 'doc.kept'],
  cut: 'doc.cut',
  has: ({ documents }: DocumentsState, ref) => documents[ref] !== undefined,
  begin() {
    const copy = new TextCopy();
    return {
      load: (checkpoint) => copy.load(checkpoint),
      fold(entries, boundOf) {
        const apply = () => {
          for (const entry of entries) copy.fold(entry, writerBehind(entry.by, boundOf(entry.by) ?? undefined));
        };
        // One transaction: the work of Yjs after each grows with the number of people who have typed.
        Y.transact(copy.document, apply, null, false);
      },
      encode: () => copy.encode(),
      close: () => copy.document.destroy(),
    };
  },
};
