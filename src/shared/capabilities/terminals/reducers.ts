import { sizeOf, withKey, withoutKey } from '../../core/record.ts';
import type { HostingState } from '../hosting/hosting-state.ts';
import { includes, type TerminalAccess } from './access.ts';
import type { TerminalBody } from './kinds.ts';
import { terminalLimits } from './limits.ts';
import type { SharedTerminal, TerminalsState } from './terminal-state.ts';

type State = TerminalsState & HostingState;

function changed(state: TerminalsState, ref: string, change: Partial<SharedTerminal>): TerminalsState {
  const old = state.terminals[ref];
  return old ? { ...state, terminals: withKey(state.terminals, ref, { ...old, ...change }) } : state;
}

const byPerson = (people: [string, TerminalAccess][]) => Object.fromEntries(people);

/** A terminal is shared; its owner is the host. */
export function opened(state: State, ref: string, body: TerminalBody<'terminal.opened'>): TerminalsState {
  const { term: _, people, ...rest } = body;
  if (state.host === null || state.terminals[ref] || sizeOf(state.terminals) >= terminalLimits.shared) return state;
  const { person } = state.host;
  const terminal: SharedTerminal = { ...rest, person, people: byPerson(people), proposed: {} };
  return { ...state, terminals: withKey(state.terminals, ref, terminal) };
}

/** It has another size. */
export function resized(state: State, ref: string, body: TerminalBody<'terminal.resized'>): TerminalsState {
  return changed(state, ref, { columns: body.columns, rows: body.rows });
}

/** It has another title. */
export function renamed(state: State, ref: string, { title }: TerminalBody<'terminal.renamed'>): TerminalsState {
  return changed(state, ref, { title });
}

/** Others may do more or less in it. */
export function shared(state: State, ref: string, body: TerminalBody<'terminal.shared'>): TerminalsState {
  return changed(state, ref, { access: body.access, people: byPerson(body.people) });
}

/** A line waits for its owner's decision. */
export function proposed(state: State, ref: string, told: TerminalBody<'terminal.proposed'>, at: number) {
  const { line, person, text } = told;
  const terminal = state.terminals[ref];
  if (!terminal || Object.keys(terminal.proposed).length >= terminalLimits.proposed) return state;
  return changed(state, ref, { proposed: { ...terminal.proposed, [line]: { person, line: text, atMs: at } } });
}

/** A line was decided on. */
export function decided(state: State, ref: string, { line }: TerminalBody<'terminal.decided'>): TerminalsState {
  const { [line]: _, ...rest } = state.terminals[ref]?.proposed ?? {};
  return changed(state, ref, { proposed: rest });
}

/** It is shared no more. */
export function ended(state: State, ref: string): TerminalsState {
  return state.terminals[ref] ? { ...state, terminals: withoutKey(state.terminals, ref) } : state;
}

/** The host has started again, or another machine hosts: the programs of before have ended. */
export function hostClaimed(state: State, by: string): TerminalsState {
  return state.host?.replica === by && sizeOf(state.terminals) > 0 ? { ...state, terminals: {} } : state;
}

/** What a person was given by name goes with their place, and so do their lines. */
export function personGone(state: State, person: string): TerminalsState {
  let next: TerminalsState = state;
  for (const [ref, { people, proposed }] of Object.entries(state.terminals)) {
    const { [person]: own, ...others } = people;
    const lines = Object.entries(proposed).filter(([, line]) => line.person !== person);
    if (own === undefined && lines.length === Object.keys(proposed).length) continue;
    next = changed(next, ref, { people: others, proposed: Object.fromEntries(lines) });
  }
  return next;
}

/** Whether anybody but the owner may see it with these. */
export function isSharedWith({ access, people }: Pick<SharedTerminal, 'access' | 'people'>): boolean {
  return includes(access, 'read') || Object.values(people).some((each) => includes(each, 'read'));
}
