import type { Asking } from '../../core/asking.ts';
import { EnsembleError } from '../../core/errors.ts';
import { shownName } from '../people/names.ts';
import { accessOf, includes, type TerminalsView } from './access.ts';
import type { TerminalAccess } from './access-level.ts';

/** Requests about a shared terminal that others than its owner may make, and the access that each needs. */
const accessFor: Record<string, TerminalAccess> = {
  'terminals.type': 'write',
  'terminals.fit': 'write',
  'terminals.propose': 'approve',
  'terminals.proposed': 'read',
};

const noTerminal = () => new EnsembleError('not-found', 'This terminal is not shared (any more).');

/** Decides whether a person may see a terminal: null where they may; undefined where the ref is none. */
export function objectionToHearing(
  state: TerminalsView,
  person: string,
  ref: string,
): EnsembleError | null | undefined {
  const terminal = state.terminals[ref];
  if (!terminal) return undefined;
  return includes(accessOf(state, person, terminal), 'read') ? null : noTerminal();
}

/** Reason for which a person may not do something in a shared terminal; the same words at both doors. */
export function objectionToUse(
  state: TerminalsView,
  person: string,
  ref: string | null,
  wanted: TerminalAccess,
): EnsembleError | null {
  const terminal = ref === null ? undefined : state.terminals[ref];
  const has = terminal ? accessOf(state, person, terminal) : 'none';
  if (!terminal || !includes(has, 'read')) return noTerminal();
  if (includes(has, wanted)) return null;
  const owner = shownName(state, terminal.person) ?? 'its owner';
  const instead = has === 'approve' ? ' You may propose a line, and it runs when they agree.' : '';
  return new EnsembleError(
    'not-permitted',
    `You may not type into this terminal: ${owner} shares it with you to look at.${instead} Ask ${owner} to allow it.`,
  );
}

/** Reason for which something may not be said of a terminal. */
export function objectionToTerminal(state: TerminalsView, { person, saying }: Asking): EnsembleError | null {
  const { kind, ref } = saying;
  const wanted = accessFor[kind];
  if (wanted !== undefined) return objectionToUse(state, person, ref, wanted);
  if (!kind.startsWith('terminal.') || kind === 'terminal.wanted') return null;
  if (ref === null) return noTerminal();
  if (kind === 'terminal.opened')
    return state.terminals[ref] ? new EnsembleError('bad-request', 'This terminal is shared already.') : null;
  if (!state.terminals[ref]) return noTerminal();
  if (kind === 'terminal.typed' && state.terminals[ref].logsInput !== true)
    return new EnsembleError('not-permitted', 'What is typed in this terminal is not logged.');
  if (kind === 'terminal.output' && person !== state.host?.person)
    return new EnsembleError('stale-term', 'Only the present host has terminals.');
  return null;
}
