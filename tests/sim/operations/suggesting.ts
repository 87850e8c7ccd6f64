import { acceptParts, rejectParts } from '../../../src/client/agents/judging.ts';
import { isOpen, type Proposal } from '../../../src/shared/capabilities/proposals/proposal-state.ts';
import type { Actor, Editor } from '../cast.ts';
import type { Simulation } from '../simulation.ts';
import { read, someAgent, someEdit } from './agents.ts';
import { type Operation, touch } from './common.ts';
import { crashWindow } from './trouble.ts';

/** Time for an agent to come, or to have read, and for a suggestion to be everywhere in calm weather. */
const soonMs = 400;

/** Has an agent suggest edits of what it has read last or a while ago; brings one where there is none. */
async function suggest(simulation: Simulation): Promise<void> {
  const { random, world } = simulation;
  const readsAnew = random.chance(0.5);
  for (let tries = 0; tries < 2 && (readsAnew || !someAgent(simulation)?.reads.length); tries++) {
    read(simulation);
    await world.run(soonMs);
  }
  const agent = someAgent(simulation);
  if (!agent || agent.reads.length === 0) return simulation.idle();
  const known = random.pick(agent.reads);
  const edits = Array.from({ length: 1 + random.below(3) }, () => someEdit(simulation, agent, known.text))
    .sort((a, b) => a.offset - b.offset)
    .filter(({ offset }, index, all) => index === 0 || offset > all[index - 1]!.offset + all[index - 1]!.deleteLength);
  for (const { offset, deleteLength, insertText } of edits) {
    const start = known.text.lastIndexOf('\n', offset - 1) + 1;
    const end = known.text.indexOf('\n', offset + deleteLength);
    touch(simulation, known.text, start, end === -1 ? known.text.length : end);
    const word = insertText.trim();
    if (word !== '') agent.suggested.set(word, known.ref);
  }
  void agent.texts.propose(known.path, known.version, edits).catch(() => undefined);
}

/** Lists the suggestions that wait, with the windows that have their text open. */
function waiting({ people }: Simulation): { proposal: Proposal; judges: { actor: Actor; editor: Editor }[] }[] {
  const known = new Map<string, { proposal: Proposal; judges: { actor: Actor; editor: Editor }[] }>();
  for (const actor of people)
    for (const proposal of Object.values(actor.client.state.proposals)) {
      const editor = actor.editors.get(proposal.ref);
      if (!isOpen(proposal) || !editor) continue;
      const judges = known.get(proposal.id)?.judges ?? [];
      known.set(proposal.id, { proposal, judges: [...judges, { actor, editor }] });
    }
  return [...known.values()];
}

function someParts({ random }: Simulation, { parts }: Proposal): number[] {
  const open = parts.flatMap(({ judged }, index) => (judged === null ? [index] : []));
  const some = open.filter(() => random.chance(0.7));
  return some.length > 0 ? some : open;
}

/** Accepts parts as a window does: what it was told to be in the text counts as typed by its person. */
async function accept(
  simulation: Simulation,
  { client, name }: Actor,
  proposal: Proposal,
  parts: number[],
): Promise<void> {
  const document = await client.documents.open(proposal.ref);
  try {
    const outcome = await acceptParts(client, proposal, parts, document);
    if (outcome !== 'applied' && outcome !== 'some') return;
    const now = client.state.proposals[proposal.id]?.parts ?? [];
    const mine = parts.filter((index) => now[index]?.judged?.person === client.person);
    for (const index of mine)
      for (const agent of simulation.agents)
        for (const [word] of agent.suggested)
          if (now[index]!.after.includes(word) && document.toString().includes(word)) {
            simulation.typed.set(word, name);
            simulation.typedIn.set(word, proposal.ref);
          }
  } finally {
    client.documents.close(proposal.ref);
  }
}

/** Lists the suggestions that wait; where none does, an agent makes one, and everybody opens its text. */
async function waitingSoon(simulation: Simulation): Promise<ReturnType<typeof waiting>> {
  const { world, people, agents } = simulation;
  if (waiting(simulation).length === 0) {
    await suggest(simulation);
    const path = agents.flatMap(({ reads }) => reads.map((each) => each.path)).at(-1);
    if (path !== undefined) for (const actor of people) void actor.edit(path).catch(() => undefined);
    await world.run(soonMs);
  }
  return waiting(simulation);
}

/** Has all who have the text of a suggestion open judge parts of it at the same moment. */
async function judgeAtOnce(simulation: Simulation): Promise<void> {
  const { random } = simulation;
  const all = await waitingSoon(simulation);
  if (all.length === 0) return simulation.idle();
  const { proposal, judges } = random.pick(all);
  for (const { actor } of judges) {
    const parts = someParts(simulation, proposal);
    const judging = random.chance(0.75)
      ? accept(simulation, actor, proposal, parts)
      : rejectParts(actor.client, proposal, parts);
    void judging.catch(() => undefined);
  }
}

/** Has somebody accept parts, and lose the window at some moment of that. */
async function loseAccepting(simulation: Simulation): Promise<void> {
  const { random, world } = simulation;
  const all = await waitingSoon(simulation);
  if (all.length === 0) return simulation.idle();
  const { proposal, judges } = random.pick(all);
  const { actor } = random.pick(judges);
  const parts = someParts(simulation, proposal);
  void accept(simulation, actor, proposal, parts).catch(() => undefined);
  await world.run(random.below(300));
  await crashWindow(simulation, actor);
}

async function withdraw(simulation: Simulation): Promise<void> {
  const agent = someAgent(simulation);
  const own = Object.values(agent?.client.state.proposals ?? {}).filter((each) => each.agent === agent?.client.person);
  if (!agent || own.length === 0) return suggest(simulation);
  const { id, ref } = simulation.random.pick(own);
  void agent.client.publish('proposal.withdrawn', { proposal: id }, ref).catch(() => undefined);
}

/** Has an agent suggest its edits from now on, or make them again. */
function restrain(simulation: Simulation): void {
  const { host, random } = simulation;
  const agent = someAgent(simulation);
  if (!host || !simulation.hostAlive || !agent?.client.person) return simulation.idle();
  const body = { agent: agent.client.person, suggests: random.chance(0.5) };
  void host.host.publish('agent.restrained', body).catch(() => undefined);
}

/** Suggestions of agents, and what people make of them. */
export const suggesting: Operation[] = [
  { name: 'agent suggests', weight: 3, run: suggest },
  { name: 'judge suggestion at once', weight: 3, run: judgeAtOnce },
  { name: 'lose a window that accepts', weight: 0.7, run: loseAccepting },
  { name: 'agent takes a suggestion back', weight: 0.5, run: withdraw },
  { name: 'have an agent suggest', weight: 0.3, run: restrain },
];
