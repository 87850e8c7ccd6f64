import { withKey, withoutKey } from '../../core/record.ts';
import { replicaMay } from '../people/participants.ts';
import type { PeopleState } from '../people/people-state.ts';

/** Ref of the call in which everybody of a session meets. */
export const everybodysCall = 'everybody-in-the-call_';

/** Of a window, not of a person: somebody with two windows may be in with one of them. */
export interface CallMember {
  person: string;
  /** Seq of its joining: a window that leaves and comes back is another member. */
  since: number;
  isMuted: boolean;
  hasCamera: boolean;
  isSharing: boolean;
}

/** Windows that are in a call, by replica, in the order in which they came. */
export type CallMembers = Readonly<Record<string, CallMember>>;

/** Calls that somebody is in, by ref. */
export interface CallsSlice {
  calls: Readonly<Record<string, CallMembers>>;
}

export const noCalls: CallsSlice = { calls: {} };

export type CallsView = CallsSlice & PeopleState;

/** Members of the session's call; nobody where there is none. */
export function membersOf({ calls }: CallsSlice, ref: string = everybodysCall): CallMembers {
  return (Object.hasOwn(calls, ref) && calls[ref]) || {};
}

/** The state with other members of a call; one with nobody in it is over. */
export function withMembers(state: CallsView, ref: string, members: CallMembers): CallsView {
  const isOver = Object.keys(members).length === 0;
  return { ...state, calls: isOver ? withoutKey(state.calls, ref) : withKey(state.calls, ref, members) };
}

/** Takes out windows that are gone, and those of people who may not call any more. */
export function withoutGone(state: CallsView): CallsView {
  let next = state;
  for (const [ref, members] of Object.entries(state.calls))
    for (const replica of Object.keys(members)) {
      if (state.replicas[replica]?.connected && replicaMay(state, replica, 'call')) continue;
      next = withMembers(next, ref, withoutKey(membersOf(next, ref), replica));
    }
  return next;
}
