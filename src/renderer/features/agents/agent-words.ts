import type { AgentRow } from './agents-model.ts';

const endings = {
  done: 'Done',
  stopped: 'Stopped',
  refused: 'Declined',
  limit: 'Stopped at its limit',
  blocked: 'Blocked',
  failed: 'Failed',
} as const;

/** State of an agent in words: what it does, or how its last turn ended. */
export function stateOfAgent({ work, isPaused }: AgentRow): string {
  if (work?.turn?.isStopping) return 'Stopping…';
  if (isPaused) return 'Paused';
  if (work?.turn) return work.intent ?? (work.turn.words === '' ? 'Working' : `Working on “${work.turn.words}”`);
  if (work?.ended)
    return work.ended.words === '' ? endings[work.ended.reason] : `${endings[work.ended.reason]}: ${work.ended.words}`;
  return work?.intent ?? 'Idle';
}

/** Icon of an agent's state. */
export function iconOfAgent({ work, isPaused }: AgentRow): string {
  if (isPaused) return 'debug-pause';
  if (work?.turn) return 'sync';
  return work?.ended?.reason === 'failed' ? 'error' : 'circle-outline';
}
