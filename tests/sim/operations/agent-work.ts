import { Transcript } from '../../../src/shared/capabilities/agents/transcript.ts';
import { waiting } from '../../../src/shared/capabilities/approvals/approval-state.ts';
import { newId } from '../../../src/shared/core/ids.ts';
import type { AgentActor } from '../agent-actor.ts';
import type { Actor } from '../cast.ts';
import type { Simulation } from '../simulation.ts';
import { type Operation, someone } from './common.ts';

interface Looked {
  ref: string;
  transcript: Transcript;
  isHere: boolean;
}

/** Transcripts as windows have them, from their first look at each on. */
const looked = new WeakMap<Actor['client'], Map<string, Looked>>();

function look({ client }: Actor, ref: string): void {
  const all = looked.get(client) ?? new Map<string, Looked>();
  looked.set(client, all);
  if (all.has(ref)) return;
  const here: Looked = { ref, transcript: new Transcript(), isHere: false };
  all.set(ref, here);
  client.followed.follow(ref, {
    begin: (checkpoint) => {
      here.transcript = new Transcript();
      here.isHere = false;
      if (checkpoint) here.transcript.load(checkpoint);
    },
    take: (entry) => here.transcript.fold(entry),
    arrived: () => {
      here.isHere = true;
    },
    withheld: () => {
      here.isHere = false;
    },
  });
}

/** Transcripts that a window has, as text, by their refs. */
export function transcriptsOf({ client }: Actor): [ref: string, parts: string][] {
  const here = [...(looked.get(client)?.values() ?? [])].filter(({ isHere }) => isHere);
  return here.map(({ ref, transcript }) => [ref, JSON.stringify(transcript.parts)]);
}

function agentHere({ agents, random }: Simulation): AgentActor | null {
  const here = agents.filter(({ client }) => client.status.is === 'online' && client.person !== null);
  return here.length > 0 ? random.pick(here) : null;
}

/** Has an agent tell of its work: its turn, its plan, and what it says. */
function tell(simulation: Simulation): void {
  const agent = agentHere(simulation);
  if (!agent) return simulation.idle();
  const { random } = simulation;
  const { client } = agent;
  const work = client.state.agents[client.person!];
  const say = () => {
    if (!work?.transcript) return client.publish('agent.opened', {}, client.person!);
    if (!work.turn) {
      const prompt = work.queue[0]?.prompt ?? null;
      return client.publish('agent.began', { turn: `turn ${random.below(1000)}`, prompt });
    }
    const { turn } = work.turn;
    const kind = random.below(6);
    if (kind === 0) return client.publish('agent.ended', { turn, reason: 'done' });
    if (kind === 1) return client.publish('agent.planned', { steps: [{ words: 'go on', status: 'working' }] });
    if (kind === 2) return client.publish('agent.intended', { intent: random.chance(0.5) ? 'to go on' : null });
    const part = `part ${random.below(3)}`;
    const form = random.chance(0.3) ? ('tool' as const) : ('text' as const);
    const said = { turn, part, form, text: `so ${random.below(100)} `, status: 'done' as const };
    return client.publish('agent.said', said, work.transcript);
  };
  void say().catch(() => undefined);
}

/** Has somebody prompt an agent, take a prompt back, stop it, or look at what it has said. */
function command(simulation: Simulation): void {
  const actor = someone(simulation);
  const agent = agentHere(simulation)?.client.person;
  if (!actor || !agent) return simulation.idle();
  const { random } = simulation;
  const { client, environment } = actor;
  const work = client.state.agents[agent];
  if (work?.transcript) look(actor, work.transcript);
  const say = () => {
    const kind = random.below(4);
    if (kind === 0 && work?.turn) return client.publish('agent.stopped', { agent, turn: work.turn.turn });
    if (kind === 1 && work?.queue[0]) return client.publish('agent.unprompted', { prompt: work.queue[0].prompt });
    return client.publish('agent.prompted', { agent, prompt: newId(environment), text: `do ${random.below(100)}` });
  };
  void say().catch(() => undefined);
}

/** Has an agent ask, or somebody answer: of several who do so at once the first counts. */
function ask(simulation: Simulation): void {
  const agent = agentHere(simulation);
  if (!agent) return simulation.idle();
  const { random, host } = simulation;
  const [question] = waiting(agent.client.state).filter(({ wish }) => wish === undefined);
  if (!question || random.chance(0.4)) {
    const choices = [
      { choice: 'yes', name: 'Yes', allows: true },
      { choice: 'no', name: 'No', allows: false },
    ];
    const approval = newId(agent.client.options.environment);
    const waitMs = 1_000 + random.below(60_000);
    void agent.client
      .publish('approval.asked', { approval, title: 'May I?', detail: '', choices, waitMs })
      .catch(() => undefined);
    return;
  }
  const by = [...simulation.people.map(({ client }) => client), ...(host && simulation.hostAlive ? [host.host] : [])];
  for (const client of by)
    void client
      .publish('approval.answered', { approval: question.id, choice: random.pick(['yes', 'no']) })
      .catch(() => undefined);
  if (random.chance(0.2))
    void agent.client.publish('approval.withdrawn', { approval: question.id }).catch(() => undefined);
}

/** Agents' work, prompts and questions. */
export const workingAgents: Operation[] = [
  { name: 'agent tells', weight: 4, run: tell },
  { name: 'command agent', weight: 2, run: command },
  { name: 'agent asks', weight: 1.5, run: ask },
];
