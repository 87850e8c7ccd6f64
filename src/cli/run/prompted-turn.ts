import type { SessionClient } from '../../client/session-client.ts';
import { shownName } from '../../shared/capabilities/people/names.ts';
import { isConnected } from '../../shared/capabilities/people/participants.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { newId } from '../../shared/core/ids.ts';
import { type Bounds, joined } from './bounds.ts';

const listed = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(', '));

/** Finds the agent that takes prompts by its name, or the only one. Throws `not-found` with the names that there are. */
export function agentNamed({ state }: SessionClient, name: string | undefined): string {
  const all = Object.keys(state.agents).filter(
    (agent) => state.agents[agent]!.takesPrompts && isConnected(state, agent),
  );
  const named = (agent: string) => shownName(state, agent) ?? '';
  const wanted = name?.toLocaleLowerCase();
  const fitting = wanted === undefined ? all : all.filter((agent) => named(agent).toLocaleLowerCase() === wanted);
  const [agent] = fitting;
  if (agent !== undefined && fitting.length === 1) return agent;
  throw new EnsembleError(
    'not-found',
    `${name === undefined ? 'One agent that takes prompts is needed' : `No agent “${name}” takes prompts`}; there are: ${listed(all.map(named))}. Add it in the session, or name it in the phase.`,
  );
}

/**
 * Has an agent work on a prompt of a person, and waits for the end of that turn. Gives the reason of a failure; null
 * where it was done.
 */
export async function promptAgent(
  client: SessionClient,
  agent: string,
  text: string,
  bounds: Bounds,
): Promise<string | null> {
  const prompt = newId(client.options.environment);
  const { signal, why } = joined(bounds);
  if (signal.aborted) return why();
  const own = () => {
    const { turn = null, ended = null, queue = [] } = client.state.agents[agent] ?? {};
    const waits = queue.some((each) => each.prompt === prompt);
    return { waits, turn: turn?.prompt === prompt ? turn : null, ended: ended?.prompt === prompt ? ended : null };
  };
  const stop = () => {
    const { turn } = own();
    const said = turn
      ? client.publish('agent.stopped', { agent, turn: turn.turn })
      : client.publish('agent.unprompted', { prompt });
    said.catch(() => undefined);
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    await client.publish('agent.prompted', { agent, prompt, text });
    await client.until((state) => {
      const { waits, turn } = own();
      return !isConnected(state, agent) || (!waits && turn === null);
    });
  } finally {
    signal.removeEventListener('abort', stop);
  }
  if (signal.aborted) return why();
  const { ended } = own();
  if (ended) return ended.reason === 'done' ? null : `the agent’s turn ended: ${ended.words || ended.reason}`;
  return isConnected(client.state, agent) ? 'the prompt was taken back' : 'the agent has gone';
}
