import { capability } from '../../core/capability.ts';
import type { Content } from '../../core/sight.ts';
import type { DocumentsState } from '../documents/document-state.ts';
import { type EntryBody, entryKinds } from './kinds.ts';

/** Fates of entries: refused, and taken out of the log. */
export const entries = capability({
  name: 'entries',
  kinds: entryKinds,
  narrowing: {
    open: ['time.passed', 'entry.buried'],
    told: {
      'entry.refused': ({ by, ref, body }: Content<EntryBody<'entry.refused'>>, { isOwn, seesDocument }, state) => {
        const isUnseen = ref !== null && (state as DocumentsState).documents[ref] !== undefined && !seesDocument(ref);
        return isOwn(body.replica) ? { by, ref: isUnseen ? null : ref, body } : null;
      },
    },
  },
});
