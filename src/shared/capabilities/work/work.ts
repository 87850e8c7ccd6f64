import { capability, on, type Told } from '../../core/capability.ts';
import { withKey, withoutKey } from '../../core/record.ts';
import { documentKinds } from '../documents/kinds.ts';
import type { PeopleState } from '../people/people-state.ts';
import { type judgements, mostJudged, type WorkBody, workKinds } from './kinds.ts';

/** A judgement of a part of somebody's work. */
export interface Judgement {
  part: string;
  is: (typeof judgements)[number];
  person: string;
  atMs: number;
}

/** Judgements by document, the oldest first. */
export interface WorkState {
  judged: Readonly<Record<string, readonly Judgement[]>>;
}

const nothingJudged: WorkState = { judged: {} };

type WorkView = WorkState & PeopleState;

function judged(state: WorkView, { by, at, ref, body }: Told<WorkBody<'work.judged'>>): WorkView {
  const person = state.replicas[by]?.person;
  if (person === undefined || ref === null) return state;
  const { parts, is } = body;
  const others = (state.judged[ref] ?? []).filter(({ part }) => !parts.includes(part));
  const own = is === null ? [] : parts.map((part) => ({ part, is, person, atMs: at }));
  const all = [...others, ...own].slice(-mostJudged);
  return { ...state, judged: all.length > 0 ? withKey(state.judged, ref, all) : withoutKey(state.judged, ref) };
}

function forgotten(state: WorkState, ref: string): WorkState {
  return !state.judged[ref] ? state : { ...state, judged: withoutKey(state.judged, ref) };
}

/** The review of people's work, part by part. */
export const work = capability({
  name: 'work',
  kinds: workKinds,
  slice: nothingJudged,
  reducers: [
    on(workKinds, { 'work.judged': judged }),
    on(documentKinds, {
      'doc.sealed': (state: WorkState, { ref, body }) => (ref === null || !body ? state : forgotten(state, ref)),
    }),
  ],
});
