import type { HostingState } from '../hosting/hosting-state.ts';
import { holds } from '../people/agents.ts';
import { rests } from '../people/lecture.ts';
import { rightsMayDiffer } from '../people/participants.ts';
import type { Participant, PeopleState } from '../people/people-state.ts';
import type { TerminalAccess } from './access-level.ts';
import type { SharedTerminal, TerminalsState } from './terminal-state.ts';

/** Slices by which a terminal's rights are judged. */
export type TerminalsView = PeopleState & HostingState & TerminalsState;

const ranks: Record<TerminalAccess, number> = { none: 0, read: 1, approve: 2, write: 3 };

/** Says whether an access includes another one. */
export function includes(has: TerminalAccess, wanted: TerminalAccess): boolean {
  return ranks[has] >= ranks[wanted];
}

/**
 * Access of a person to a shared terminal. The access of all guests goes beyond reading only for those who may edit;
 * one that was given by name holds as it is.
 */
export function accessOf(state: TerminalsView, person: string, { access, people }: SharedTerminal): TerminalAccess {
  const participant = state.participants[person];
  if (participant?.standing !== 'admitted') return 'none';
  const inFull = fullAccessOf(state, participant, { access, people });
  return inFull !== 'none' && person !== state.host?.person && rests(state, person, 'terminal.write') ? 'read' : inFull;
}

/** Says whether people's access to the terminals can differ between two states. */
export function accessMayDiffer(before: TerminalsView, now: TerminalsView): boolean {
  return before.terminals !== now.terminals || rightsMayDiffer(before, now);
}

function fullAccessOf(
  state: TerminalsView,
  participant: Participant,
  { access, people }: Pick<SharedTerminal, 'access' | 'people'>,
): TerminalAccess {
  const { person } = participant;
  if (person === state.host?.person || holds(state, participant, 'terminal.write')) return 'write';
  const own = people[person];
  if (own !== undefined) return own;
  return access !== 'none' && !holds(state, participant, 'edit') ? 'read' : access;
}
