import type { Asking } from '../../core/asking.ts';
import { capability, on } from '../../core/capability.ts';
import { EnsembleError } from '../../core/errors.ts';
import { sizeOf, withKey, withoutKey } from '../../core/record.ts';
import { sliceFrom } from '../../core/sight.ts';
import type { DocumentsState } from '../documents/document-state.ts';
import { documentKinds } from '../documents/kinds.ts';
import { type GitAct, gitKinds } from '../git/kinds.ts';
import type { PeopleState } from '../people/people-state.ts';
import { type MergingBody, mergingKinds } from './kinds.ts';
import { type MergingState, mergingLimits, nothingTaken, type Taken } from './merging-state.ts';

type State = MergingState & DocumentsState & PeopleState;

/** Acts after which the conflicts of a repository are others, or over. */
const beginsAnew: ReadonlySet<GitAct> = new Set([
  'committed',
  'checked-out',
  'pulled',
  'unstashed',
  'merged',
  'rebased',
  'picked',
  'reverted',
  'aborted',
  'continued',
]);

function took(state: State, by: string, ref: string | null, { hunk, side }: MergingBody<'merge.taken'>): MergingState {
  const person = state.replicas[by]?.person;
  if (ref === null || person === undefined || !state.documents[ref]) return state;
  const of = state.taken[ref] ?? {};
  const isFull = of[hunk] === undefined && sizeOf(of) >= mergingLimits.hunks;
  const kept = isFull ? withoutOldest(of, (each) => each.person) : of;
  const isFullOfTexts = state.taken[ref] === undefined && sizeOf(state.taken) >= mergingLimits.documents;
  const others = isFullOfTexts ? withoutOldest(state.taken, onlyPerson) : state.taken;
  return { ...state, taken: withKey(others, ref, { ...kept, [hunk]: { person, side } }) };
}

/** Person who alone took sides in a text; '' where several did. */
function onlyPerson(all: Readonly<Record<string, Taken>>): string {
  const [first = '', ...more] = new Set(Object.values(all).map(({ person }) => person));
  return more.length === 0 ? first : '';
}

/** Makes room: the oldest goes of the person who has the most, so that nobody can fill it for the others. */
function withoutOldest<T>(record: Readonly<Record<string, T>>, personOf: (value: T) => string): Record<string, T> {
  const byPerson = Map.groupBy(Object.keys(record), (key) => personOf(record[key]!));
  const [largest] = [...byPerson.values()].sort((a, b) => b.length - a.length);
  return largest === undefined ? record : withoutKey(record, largest[0]!);
}

function forgotten(state: State, ref: string | null): MergingState {
  if (ref === null || !state.taken[ref]) return state;
  return { ...state, taken: withoutKey(state.taken, ref) };
}

/** Forgets what was taken in a repository whose conflicts are others from here on. */
function begunAnew(state: State, repository: string): MergingState {
  const isInside = (path: string | null | undefined) =>
    repository === '' || path?.startsWith(`${repository}/`) === true;
  const refs = Object.keys(state.taken).filter((ref) => isInside(state.documents[ref]?.path));
  return refs.length === 0 ? state : { ...state, taken: refs.reduce(withoutKey, state.taken) };
}

/** Refuses a word about a text that its person may not change. */
function objection(state: State, { role, saying }: Asking): EnsembleError | null {
  if (saying.kind !== 'merge.taken') return null;
  const document = saying.ref === null ? undefined : state.documents[saying.ref];
  if (document === undefined) return new EnsembleError('not-found', 'There is no such document in this session.');
  if (document.readOnly && role !== 'owner')
    return new EnsembleError('not-permitted', `${document.path ?? document.title} is read-only for you.`);
  return null;
}

/** Conflicts of branches that people resolve together: the text is the result, and this says who took which side. */
export const merging = capability({
  name: 'merging',
  kinds: mergingKinds,
  slice: nothingTaken,
  narrowing: {
    slices: {
      taken: sliceFrom<State>(['taken', 'documents'], ({ taken }, { seesDocument }) =>
        Object.fromEntries(Object.entries(taken).filter(([ref]) => seesDocument(ref))),
      ),
    },
  },
  reducers: [
    on(mergingKinds, { 'merge.taken': (state: State, { by, ref, body }) => took(state, by, ref, body) }),
    on(documentKinds, {
      'doc.sealed': (state: State, { ref }) => forgotten(state, ref),
      'doc.deleted': (state: State, { ref }) => forgotten(state, ref),
    }),
    on(gitKinds, {
      'git.done': (state: State, { body }) => (beginsAnew.has(body.act) ? begunAnew(state, body.repository) : state),
    }),
  ],
  objection,
});
