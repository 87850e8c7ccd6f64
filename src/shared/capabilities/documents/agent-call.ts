import type { AgentCall } from './kinds.ts';

/** Mark between a turn and its call. */
const mark = '\0';
/** Beginning of names whose turn or call has the mark in it: no other name has two marks. */
const counted = mark + mark;

/**
 * Name of an agent's work in the facts of a text: its turn, and its tool call. Where one of them has the mark in it, the
 * length of the turn tells them apart.
 */
export function nameOfCall({ turn = '', call = '' }: AgentCall): string {
  const isPlain = !turn.includes(mark) && !call.includes(mark);
  return isPlain ? turn + mark + call : counted + turn.length + mark + turn + call;
}

/** Gives the turn and the call that a name in the facts stands for; neither for a person's edit. */
export function callOfName(name: string | undefined): AgentCall {
  const [turn = '', call = ''] = name?.startsWith(counted) ? countedParts(name) : (name?.split(mark) ?? []);
  return { ...(turn === '' ? {} : { turn }), ...(call === '' ? {} : { call }) };
}

function countedParts(name: string): [turn: string, call: string] {
  const start = name.indexOf(mark, counted.length) + 1;
  const end = start + Number(name.slice(counted.length, start - 1));
  return [name.slice(start, end), name.slice(end)];
}

/** Says whether an edit belongs to the turn or the call that is meant; all belong where neither is named. */
export function isOfCall(of: AgentCall, meant: AgentCall): boolean {
  return (meant.turn === undefined || of.turn === meant.turn) && (meant.call === undefined || of.call === meant.call);
}

/** Says whether a turn or a call is meant, rather than all that somebody has done. */
export function namesCall({ turn, call }: AgentCall): boolean {
  return turn !== undefined || call !== undefined;
}
