import { hashSecret } from '../../../server/session/secrets.ts';
import { newSecret } from '../../../src/shared/core/ids.ts';
import type { TextEdit } from '../../../src/shared/text/edits.ts';
import type { AgentActor } from '../agent-actor.ts';
import type { Simulation } from '../simulation.ts';
import { type Operation, someone, touch } from './common.ts';

const paths = ['one.txt', 'two.txt', 'three.txt'];
const mostAgents = 4;

/** Has somebody bring an agent in, by an invite of its own. */
export function bring(simulation: Simulation): void {
  const owner = someone(simulation)?.client.person;
  if (!owner || simulation.agents.length >= mostAgents) return simulation.idle();
  const environment = simulation.world.environment();
  const invite = newSecret(environment);
  simulation.access.addInvite(simulation.id, {
    hash: hashSecret(invite),
    role: 'editor',
    expiresMs: Number.MAX_SAFE_INTEGER,
    once: true,
    used: 0,
    isLink: false,
    agentOf: owner,
  });
  const agent = simulation.addAgent(invite);
  void agent.client.start();
}

/** Picks one of the agents that are connected. */
export function someAgent({ agents, random }: Simulation): AgentActor | null {
  const here = agents.filter(({ client }) => client.status.is === 'online');
  return here.length > 0 ? random.pick(here) : null;
}

/** Has an agent read a text. */
export function read(simulation: Simulation): void {
  const agent = someAgent(simulation);
  if (!agent) return bring(simulation);
  void agent.read(simulation.random.pick(paths)).catch(() => undefined);
}

/** Makes an edit of a line of a text: another line in its place, a line after it, or none. */
export function someEdit(simulation: Simulation, agent: AgentActor, text: string): TextEdit {
  const { random } = simulation;
  const word = simulation.outsideWord(null);
  agent.words.add(word);
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const start = random.pick(starts);
  const found = text.indexOf('\n', start);
  const end = found === -1 ? text.length : found;
  if (random.chance(0.3)) return { offset: start, deleteLength: 0, insertText: `${word}\n` };
  if (random.chance(0.3)) return { offset: start + random.below(end - start + 1), deleteLength: 0, insertText: word };
  if (random.chance(0.3))
    return { offset: start, deleteLength: Math.min(text.length, end + 1) - start, insertText: '' };
  return { offset: start, deleteLength: end - start, insertText: word };
}

function edit(simulation: Simulation): void {
  const agent = someAgent(simulation);
  if (!agent || agent.reads.length === 0) return read(simulation);
  const known = simulation.random.pick(agent.reads);
  const change = someEdit(simulation, agent, known.text);
  touch(simulation, known.text, change.offset, change.offset + change.deleteLength);
  const turn = `turn-${simulation.intended.size + 1}`;
  simulation.intended.set(turn, { read: known.text });
  void agent.texts
    .edit(known.path, known.version, [change], { turn })
    .then((outcome) => {
      if (outcome.is !== 'locked') agent.reads.push(outcome.now);
    })
    .catch(() => undefined);
}

/** Has several agents read one text at once, and edit it at once. */
async function collide(simulation: Simulation): Promise<void> {
  const here = simulation.agents.filter(({ client }) => client.status.is === 'online');
  if (here.length < 2) return bring(simulation);
  const path = simulation.random.pick(paths);
  for (const agent of here) void agent.read(path).catch(() => undefined);
  await simulation.world.run(400);
  for (const agent of here) {
    const known = agent.reads.at(-1);
    if (!known) continue;
    const change = someEdit(simulation, agent, known.text);
    touch(simulation, known.text, change.offset, change.offset + change.deleteLength);
    const turn = `turn-${simulation.intended.size + 1}`;
    simulation.intended.set(turn, { read: known.text });
    void agent.texts.edit(known.path, known.version, [change], { turn }).catch(() => undefined);
  }
}

function undo(simulation: Simulation): void {
  const agent = someAgent(simulation);
  if (!agent || agent.reads.length === 0) return read(simulation);
  const turn = `turn-${simulation.intended.size + 1}`;
  simulation.intended.set(turn, { read: null });
  void agent.texts.undo(simulation.random.pick(agent.reads).path, { turn }).catch(() => undefined);
}

function pause(simulation: Simulation): void {
  const { host, random } = simulation;
  const agent = someAgent(simulation);
  if (!host || !simulation.hostAlive || !agent) return bring(simulation);
  const person = random.chance(0.3) ? null : agent.client.person;
  void host.host.publish('agent.paused', { person, isPaused: random.chance(0.4) }).catch(() => undefined);
}

/** Agents of people. */
export const employing: Operation[] = [
  { name: 'bring agent', weight: 1, run: bring },
  { name: 'agent reads', weight: 3, run: read },
  { name: 'agent edits', weight: 6, run: edit },
  { name: 'agents collide', weight: 3, run: collide },
  { name: 'agent undoes', weight: 1, run: undo },
  { name: 'pause agent', weight: 0.7, run: pause },
];
