import type { AgentWork } from '../../../shared/capabilities/agents/agent-state.ts';
import type { AgentRow } from './agents-model.ts';

const endings = {
  done: 'Done',
  stopped: 'Stopped',
  refused: 'Declined',
  limit: 'Stopped at its limit',
  blocked: 'Blocked',
  failed: 'Failed',
} as const;

function endedInWords({ reason, words }: NonNullable<AgentWork['ended']>): string {
  return words === '' ? endings[reason] : `${endings[reason]}: ${words}`;
}

/** State of an agent in words: what it does, or how its last turn ended. */
export function stateOfAgent({ work, isPaused, isHere }: AgentRow): string {
  if (!isHere) return `Gone. ${work?.ended ? endedInWords(work.ended) : ''}`.trim();
  if (work?.turn?.isStopping) return 'Stopping…';
  if (isPaused) return 'Paused';
  if (work?.turn) return work.intent ?? (work.turn.words === '' ? 'Working' : `Working on “${work.turn.words}”`);
  if (work?.ended) return endedInWords(work.ended);
  return work?.intent ?? 'Idle';
}

/** Icon of an agent's state. */
export function iconOfAgent({ work, isPaused }: AgentRow): string {
  if (isPaused) return 'debug-pause';
  if (work?.turn) return 'sync';
  return work?.ended?.reason === 'failed' ? 'error' : 'circle-outline';
}
