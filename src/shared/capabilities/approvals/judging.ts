import { holds } from '../people/agents.ts';
import { may } from '../people/participants.ts';
import { accessOf, includes } from '../terminals/access.ts';
import type { TerminalAccess } from '../terminals/access-level.ts';
import type { Approval, ApprovalsView } from './approval-state.ts';

type Question = Pick<Approval, 'asker' | 'wish'>;

function reaches(state: ApprovalsView, person: string, terminal: string, wanted: TerminalAccess): boolean {
  const shared = state.terminals[terminal];
  return shared !== undefined && includes(accessOf(state, person, shared), wanted);
}

/** Says whether somebody may wish for a thing now. */
export function mayAsk(state: ApprovalsView, { asker, wish }: Question): boolean {
  if (state.participants[asker]?.standing !== 'admitted') return false;
  if (wish?.is === 'line') return reaches(state, asker, wish.terminal, 'approve');
  return wish === undefined ? state.participants[asker].agentOf !== undefined : may(state, asker, 'git');
}

/**
 * Says whether a person may answer a question now: never their own. Of what an agent asks for itself that is its owner,
 * while they may still run something themselves, or an owner of the session; of an act over somebody's work that person;
 * else whoever could do it without asking.
 */
export function mayAnswer(state: ApprovalsView, person: string, { asker, wish }: Question): boolean {
  const one = state.participants[person];
  if (one?.standing !== 'admitted' || one.agentOf !== undefined || person === asker) return false;
  if (wish?.is === 'line') return reaches(state, person, wish.terminal, 'write');
  if (wish?.is === 'push') return may(state, person, 'git.push');
  if (wish?.is === 'tree') return person === wish.of;
  return (state.participants[asker]?.agentOf === person && holds(state, one, 'run')) || one.role === 'owner';
}

/** Names those who may answer, for people who may not. */
export function answererInWords({ wish }: Question): string {
  if (wish?.is === 'line') return 'Whoever may type into this terminal answers.';
  if (wish?.is === 'tree') return 'The person whose work it is answers.';
  return wish?.is === 'push' ? 'Whoever may push answers.' : 'Its owner answers, or an owner of the session.';
}
