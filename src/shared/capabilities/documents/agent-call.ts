import type { AgentCall } from './kinds.ts';

/** Name of an agent's work in the facts of a text: its turn, and its tool call. */
export function nameOfCall({ turn, call }: AgentCall): string {
  return `${turn ?? ''}\0${call ?? ''}`;
}

/** Gives the turn and the call that a name in the facts stands for; neither for a person's edit. */
export function callOfName(name: string | undefined): AgentCall {
  const [turn = '', call = ''] = name?.split('\0') ?? [];
  return { ...(turn === '' ? {} : { turn }), ...(call === '' ? {} : { call }) };
}

/** Says whether an edit belongs to the turn or the call that is meant; all belong where neither is named. */
export function isOfCall(of: AgentCall, meant: AgentCall): boolean {
  return (meant.turn === undefined || of.turn === meant.turn) && (meant.call === undefined || of.call === meant.call);
}

/** Says whether a turn or a call is meant, rather than all that somebody has done. */
export function namesCall({ turn, call }: AgentCall): boolean {
  return turn !== undefined || call !== undefined;
}
