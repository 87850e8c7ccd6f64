import { withKey } from '../../core/record.ts';
import type { PeopleState, Replica } from '../people/people-state.ts';
import type { PresenceBody } from './kinds.ts';

function withReplica(state: PeopleState, id: string, change: Partial<Replica>): PeopleState {
  const old = state.replicas[id];
  return old ? { ...state, replicas: withKey(state.replicas, id, { ...old, ...change }) } : state;
}

/** Sets the document and line at which a window looks. */
export function focused(
  state: PeopleState,
  by: string,
  ref: string | null,
  body: PresenceBody<'presence.focused'>,
): PeopleState {
  const { path, line, terminal, review, compared } = body;
  const besides = {
    ...(terminal !== undefined && { terminal }),
    ...(review !== undefined && { review }),
    ...(compared !== undefined && { compared }),
  };
  return withReplica(state, by, { focus: { ref, path, line, ...besides } });
}

/** Sets whether somebody is active, idle, away or busy, and what else they tell of themselves: nothing of before. */
export function activityChanged(state: PeopleState, by: string, body: PresenceBody<'presence.changed'>): PeopleState {
  const old = state.replicas[by];
  if (!old) return state;
  const { offsetMinutes: _, whereabouts: __, follows: ___, ...kept } = old;
  return { ...state, replicas: withKey(state.replicas, by, { ...kept, ...body }) };
}

/** Forgets the focus of windows on a document that leaves the session. */
export function documentSealed(state: PeopleState, ref: string): PeopleState {
  let { replicas } = state;
  for (const [id, replica] of Object.entries(replicas))
    if (replica.focus?.ref === ref) replicas = withKey(replicas, id, { ...replica, focus: null });
  return { ...state, replicas };
}
