import { capability, on, type Told } from '../../core/capability.ts';
import { withKey, withoutKey } from '../../core/record.ts';
import { sliceFrom } from '../../core/sight.ts';
import type { DocumentsState } from '../documents/document-state.ts';
import { documentKinds } from '../documents/kinds.ts';
import { peopleKinds } from '../people/kinds.ts';
import type { PeopleState } from '../people/people-state.ts';
import { mostDated, type SnippetBody, snippetKinds } from './kinds.ts';
import { type DatedSnippet, noSnippets, type SnippetsSlice } from './snippets-state.ts';

type SnippetsView = SnippetsSlice & PeopleState & DocumentsState;

/** Keeps what each person has dated and a test lets stay. */
function keptOf(snippets: SnippetsSlice['snippets'], stays: (each: DatedSnippet) => boolean) {
  const kept = Object.entries(snippets).map(([person, all]) => [person, all.filter(stays)] as const);
  return Object.fromEntries(kept.filter(([, all]) => all.length > 0));
}

/** Notes a commit under its sender, so that nobody dates the messages of others. The first word about a message counts. */
function dated(state: SnippetsView, { by, ref, body }: Told<SnippetBody<'snippet.dated'>>): SnippetsView {
  const person = state.replicas[by]?.person;
  if (person === undefined || ref === null || !state.documents[ref]) return state;
  const own = state.snippets[person] ?? [];
  if (own.some(({ message }) => message === body.message)) return state;
  return { ...state, snippets: withKey(state.snippets, person, [...own, { ref, ...body }].slice(-mostDated)) };
}

/** Commits of lines of code that are shown in the chat. */
export const snippets = capability({
  name: 'snippets',
  kinds: snippetKinds,
  slice: noSnippets,
  narrowing: {
    slices: {
      snippets: sliceFrom<SnippetsSlice & DocumentsState>(['snippets', 'documents'], (state, { seesDocument }) =>
        keptOf(state.snippets, ({ ref }) => seesDocument(ref)),
      ),
    },
  },
  reducers: [
    on(snippetKinds, { 'snippet.dated': dated }),
    on(documentKinds, {
      'doc.sealed': (state: SnippetsView, { ref, body }) =>
        ref === null || !body ? state : { ...state, snippets: keptOf(state.snippets, (each) => each.ref !== ref) },
    }),
    on(peopleKinds, {
      'participant.removed': (state: SnippetsView, { body }) => ({
        ...state,
        snippets: withoutKey(state.snippets, body.person),
      }),
    }),
  ],
});
