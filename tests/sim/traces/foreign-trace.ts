import { z } from 'zod';
import type { Trace, TraceStep } from './trace.ts';

/** Form of https://github.com/josephg/editing-traces: the parents of each transaction, and its patches. */
const foreign = z.object({
  kind: z.literal('concurrent'),
  endContent: z.string(),
  numAgents: z.number().int(),
  txns: z.array(
    z.object({
      parents: z.array(z.number().int()),
      agent: z.number().int(),
      patches: z.array(z.tuple([z.number().int(), z.number().int(), z.string()])),
    }),
  ),
});

type Foreign = z.infer<typeof foreign>;

/**
 * Turns a recorded history of many authors into a trace, in the order in which it is written. Its offsets must be of
 * UTF-16 units. Throws when it is not of that form, or when somebody knows less than a prefix of that order.
 */
export function fromForeign(data: unknown): Trace {
  const history = foreign.parse(data);
  const { txns, numAgents, endContent } = history;
  const known = knownOf(history);
  const order = txns.flatMap(({ patches }, txn) => (patches.length > 0 ? [txn] : []));
  const agents = order.map((txn) => txns[txn]!.agent);
  const steps = order.map((txn, at): TraceStep => {
    const { agent, patches } = txns[txn]!;
    return [agent, prefixOf(agents.slice(0, at), known[txn]!, agent), patches];
  });
  const authors = Array.from({ length: numAgents }, (_, agent) => `agent ${agent}`);
  return { format: 'ensemble-trace-1', authors, start: '', end: endContent, steps };
}

/** For each transaction, counts the known transactions of each agent: an agent's own are in order. */
function knownOf({ txns, numAgents }: Foreign): number[][] {
  const known: number[][] = [];
  const counts = new Array<number>(numAgents).fill(0);
  const own: number[] = [];
  for (const [at, { parents, agent }] of txns.entries()) {
    const vector = new Array<number>(numAgents).fill(0);
    for (const parent of parents) {
      for (let other = 0; other < numAgents; other++) vector[other] = Math.max(vector[other]!, known[parent]![other]!);
      const by = txns[parent]!.agent;
      vector[by] = Math.max(vector[by]!, own[parent]! + 1);
    }
    own[at] = counts[agent]!++;
    known.push(vector);
  }
  return known;
}

/** Gives the length of the known prefix of the order. Throws when the known part is no prefix. */
function prefixOf(before: readonly number[], known: readonly number[], me: number): number {
  const left = [...known];
  let prefix = 0;
  for (const [place, agent] of before.entries()) {
    if (agent === me) continue;
    if (left[agent]! > 0) {
      left[agent]!--;
      prefix = place + 1;
    } else if (left.some((count, other) => other !== me && count > 0)) {
      throw new Error('no order of a log fits this history: somebody knows what came later, and not what came first');
    } else break;
  }
  return prefix;
}
