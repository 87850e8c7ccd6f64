import type { DocumentBody } from './kinds.ts';
import type { Writer } from './update-rules.ts';

type Update = DocumentBody<'doc.updated'>;

/**
 * Gives the body of an update as it counts: an agent's is its work, whatever it says, and nobody else's is, but for a
 * disk's that an agent had told; only a disk says who was at work beside it.
 */
export function asItCounts(body: Update, { isAgent, isDisk }: Writer): Update {
  if (isDisk) return body.agent === undefined ? withoutWork(body) : { ...body, beside: undefined };
  const isPlain = body.beside === undefined && body.agent === undefined;
  const own = isPlain ? body : { ...body, beside: undefined, agent: undefined };
  return isAgent ? { ...own, manner: 'agent' } : withoutWork(own);
}

function withoutWork(body: Update): Update {
  return body.turn === undefined && body.call === undefined ? body : { ...body, turn: undefined, call: undefined };
}
