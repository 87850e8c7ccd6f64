import { isHeading, type TranscriptPart } from '../../../shared/capabilities/agents/transcript.ts';
import type { AgentCall } from '../../../shared/capabilities/documents/kinds.ts';

/** Most parts that are drawn. */
const mostDrawn = 200;

/** The newest parts, and the heading of the turn in whose middle they begin. */
export function drawnParts(parts: readonly TranscriptPart[]): readonly TranscriptPart[] {
  const newest = parts.slice(-mostDrawn);
  const heading = parts.slice(0, -mostDrawn).findLast((each) => each.turn === newest[0]?.turn && isHeading(each));
  return heading === undefined ? newest : [heading, ...newest];
}

/** Work that a part tells of: the whole turn of a heading, otherwise one call. */
export const workOf = (part: TranscriptPart): AgentCall =>
  isHeading(part) ? { turn: part.turn } : { turn: part.turn, call: part.part };
