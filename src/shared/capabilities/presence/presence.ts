import { withKey } from '../../core/record.ts';
import type { Replica, SessionState } from '../../session/state.ts';
import type { Body } from '../../session/table.ts';

function withReplica(state: SessionState, id: string, change: Partial<Replica>): SessionState {
  const old = state.replicas[id];
  return old ? { ...state, replicas: withKey(state.replicas, id, { ...old, ...change }) } : state;
}

/** What a window looks at. */
export function focused(
  state: SessionState,
  by: string,
  ref: string | null,
  body: Body<'presence.focused'>,
): SessionState {
  return withReplica(state, by, { focus: { ref, path: body.path, line: body.line } });
}

/** Whether somebody is active, idle, away or busy. */
export function activityChanged(state: SessionState, by: string, body: Body<'presence.changed'>): SessionState {
  return withReplica(state, by, { activity: body.activity });
}
