import { capability, on, type Told } from '../../core/capability.ts';
import { entryKinds } from '../entries/kinds.ts';
import { type DocumentsState, noDocuments } from './document-state.ts';
import { documentKinds } from './kinds.ts';
import { documentMethods } from './methods.ts';
import { narrowing } from './narrowing.ts';
import { objectionToDocument, objectionToHearing } from './objections.ts';
import { rebased, refused } from './rebase.ts';
import * as reducers from './reducers.ts';
import { textCheckpointer } from './text-checkpointer.ts';

/** Leaves out entries that name no document. */
function about<Body>(reduce: (state: DocumentsState, ref: string, told: Told<Body>) => DocumentsState) {
  return (state: DocumentsState, told: Told<Body>) => (told.ref === null ? state : reduce(state, told.ref, told));
}

/** Texts that are edited together, and their files. */
export const documents = capability({
  name: 'documents',
  kinds: documentKinds,
  methods: documentMethods,
  slice: noDocuments,
  reducers: [
    on(documentKinds, {
      'doc.opened': about((state, ref, { body, by }) => reducers.opened(state, ref, body, by)),
      'doc.saved': about((state, ref, { body }) => reducers.saved(state, ref, body)),
      'doc.conflicted': about((state, ref, { body }) => reducers.conflicted(state, ref, body)),
      'doc.resolved': about((state, ref) => reducers.resolved(state, ref)),
      'doc.moved': about((state, ref, { body }) => reducers.moved(state, ref, body)),
      'doc.formatted': about((state, ref, { body }) => reducers.formatted(state, ref, body)),
      'doc.unsaved': about((state, ref, { body }) => reducers.unsaved(state, ref, body)),
      'doc.guarded': about((state, ref, { body }) => reducers.guarded(state, ref, body)),
      'doc.sealed': about((state, ref, { body }) => (body ? reducers.sealed(state, ref) : state)),
      'doc.deleted': about((state, ref) => reducers.deleted(state, ref)),
      'doc.rebased': (state: DocumentsState, { by, ref }) => rebased(state, by, ref),
    }),
    on(entryKinds, {
      'entry.refused': (state: DocumentsState, { ref, body, v }) => refused(state, ref, body, v),
    }),
  ],
  objection: objectionToDocument,
  objectionToHearing,
  endsHearing: ['doc.sealed'],
  checkpointer: textCheckpointer,
  narrowing,
});
