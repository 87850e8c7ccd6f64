import { sizeOf, withKey, withoutKey } from '../../core/record.ts';
import type { HostingState } from '../hosting/hosting-state.ts';
import { includes } from './access.ts';
import type { TerminalAccess } from './access-level.ts';
import type { TerminalBody } from './kinds.ts';
import { terminalLimits } from './limits.ts';
import type { SharedTerminal, TerminalsState } from './terminal-state.ts';

type State = TerminalsState & HostingState;

function changed(state: TerminalsState, ref: string, change: Partial<SharedTerminal>): TerminalsState {
  const old = state.terminals[ref];
  return old ? { ...state, terminals: withKey(state.terminals, ref, { ...old, ...change }) } : state;
}

const byPerson = (people: [string, TerminalAccess][]) => Object.fromEntries(people);

/** Adds a shared terminal; its owner is the host. */
export function opened(state: State, ref: string, body: TerminalBody<'terminal.opened'>): TerminalsState {
  const { term: _, people, agent, ...rest } = body;
  if (state.host === null || state.terminals[ref] || sizeOf(state.terminals) >= terminalLimits.shared) return state;
  const { person } = state.host;
  const terminal: SharedTerminal = { ...rest, ...(agent && { agent }), person, people: byPerson(people) };
  return { ...state, terminals: withKey(state.terminals, ref, terminal) };
}

/** Sets its size. */
export function resized(state: State, ref: string, body: TerminalBody<'terminal.resized'>): TerminalsState {
  return changed(state, ref, { columns: body.columns, rows: body.rows });
}

/** Sets its title. */
export function renamed(state: State, ref: string, { title }: TerminalBody<'terminal.renamed'>): TerminalsState {
  return changed(state, ref, { title });
}

/** Sets others' access. */
export function shared(state: State, ref: string, body: TerminalBody<'terminal.shared'>): TerminalsState {
  return changed(state, ref, { access: body.access, people: byPerson(body.people) });
}

/** Notes whether what is typed is logged. */
export function logging(state: State, ref: string, { input }: TerminalBody<'terminal.logging'>): TerminalsState {
  return changed(state, ref, { logsInput: input });
}

/** Removes a terminal that is shared no more. */
export function ended(state: State, ref: string): TerminalsState {
  return state.terminals[ref] ? { ...state, terminals: withoutKey(state.terminals, ref) } : state;
}

/** Removes all terminals when a host begins, or another machine hosts: the programs of before have ended. */
export function hostClaimed(state: State, by: string): TerminalsState {
  return state.host?.replica === by && sizeOf(state.terminals) > 0 ? { ...state, terminals: {} } : state;
}

/** Removes a person's own access, with their place. */
export function personGone(state: TerminalsState, person: string): TerminalsState {
  let next: TerminalsState = state;
  for (const [ref, { people }] of Object.entries(state.terminals)) {
    const { [person]: own, ...others } = people;
    if (own !== undefined) next = changed(next, ref, { people: others });
  }
  return next;
}

/** Says whether anybody but the owner may see it with this access. */
export function isSharedWith({ access, people }: Pick<SharedTerminal, 'access' | 'people'>): boolean {
  return includes(access, 'read') || Object.values(people).some((each) => includes(each, 'read'));
}
