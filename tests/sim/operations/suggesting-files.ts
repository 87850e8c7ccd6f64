import { creationOf, deletionOf } from '../../../src/client/agents/file-acts.ts';
import { acceptFile, judgeFile } from '../../../src/client/agents/judging-files.ts';
import type { SessionClient } from '../../../src/client/session-client.ts';
import {
  type FileProposal,
  waitingFileProposals,
} from '../../../src/shared/capabilities/file-proposals/file-proposal-state.ts';
import type { FileAct } from '../../../src/shared/capabilities/file-proposals/kinds.ts';
import { newId } from '../../../src/shared/core/ids.ts';
import type { AgentActor } from '../agent-actor.ts';
import type { Actor } from '../cast.ts';
import { noteBegun } from '../invariants/file-suggestions.ts';
import type { Simulation } from '../simulation.ts';
import { read, someAgent } from './agents.ts';
import { type Operation, touch } from './common.ts';
import { crashWindow } from './trouble.ts';

const paths = ['one.txt', 'two.txt', 'three.txt', 'four.txt'];
/** Time for an agent to come, or for its suggestion to be everywhere in calm weather. */
const soonMs = 400;

/** Act that an agent would like: with what it has read, or without. */
function someAct({ random, words }: Simulation, { reads }: AgentActor): FileAct {
  const known = reads.at(-1);
  const kind = random.below(3);
  if (kind === 0) return creationOf(random.pick(paths), `suggested ${words}\n`);
  if (kind === 1 && known) return deletionOf(known.path, known.text);
  return { is: 'move', from: random.pick(paths), to: random.pick(paths) };
}

/** Has an agent suggest a new file, a move or a deletion; brings one where there is none. */
async function suggest(simulation: Simulation): Promise<void> {
  for (let tries = 0; tries < 2 && !someAgent(simulation)?.reads.length; tries++) {
    read(simulation);
    await simulation.world.run(soonMs);
  }
  const agent = someAgent(simulation);
  if (!agent) return simulation.idle();
  // Published as it is, since clients of others may suggest what an agent’s own client would refuse.
  const proposal = newId(agent.client.options.environment);
  const act = someAct(simulation, agent);
  void agent.client.publish('fileProposal.made', { proposal, title: '', act }).catch(() => undefined);
}

/** Does an act as a window does. Its text may go with a file. */
function doing(simulation: Simulation, client: SessionClient, { id, act }: FileProposal): () => Promise<boolean> {
  return async () => {
    const done = noteBegun(simulation, client, id, act);
    const { host, disk } = simulation;
    for (const path of act.is === 'move' ? [act.from, act.to] : [act.path]) {
      const ref = Object.entries(client.state.documents).find(([, each]) => each.path === path)?.[0];
      const known = `${disk.text(path)} ${ref === undefined ? '' : (host?.textOf(ref) ?? '')}`;
      touch(simulation, known, 0, known.length);
    }
    if (act.is === 'move') await client.request('files.move', { from: act.from, to: act.to, overwrite: false });
    else if (act.is === 'delete') await client.request('files.remove', { path: act.path, recursive: false });
    else if (act.is === 'create') {
      const content = new TextEncoder().encode(act.text);
      await client.request('files.write', { path: act.path, content, create: true, overwrite: false });
    }
    done();
    return true;
  };
}

async function waitingSoon(simulation: Simulation): Promise<{ proposal: FileProposal; judges: Actor[] } | null> {
  const { people, random, world } = simulation;
  const waiting = () => people.flatMap(({ client }) => waitingFileProposals(client.state));
  if (waiting().length === 0) {
    await suggest(simulation);
    await world.run(soonMs);
  }
  const all = waiting();
  if (all.length === 0) return null;
  const proposal = random.pick(all);
  return { proposal, judges: people.filter(({ client }) => client.state.fileProposals[proposal.id]) };
}

const accept = (simulation: Simulation, { client }: Actor, proposal: FileProposal) =>
  void acceptFile(client, proposal, doing(simulation, client, proposal)).catch(() => undefined);

/** Has everybody judge one suggestion at the same moment, while its file is open. */
async function judgeAtOnce(simulation: Simulation): Promise<void> {
  const found = await waitingSoon(simulation);
  if (!found) return simulation.idle();
  const { random, world } = simulation;
  const { proposal, judges } = found;
  const { act } = proposal;
  if (act.is === 'delete' && random.chance(0.5)) {
    for (const actor of judges) void actor.edit(act.path).catch(() => undefined);
    await world.run(soonMs);
  }
  for (const actor of judges) {
    const kind = random.below(5);
    if (kind < 3) accept(simulation, actor, proposal);
    else if (kind === 3) void judgeFile(actor.client, proposal.id, 'rejected').catch(() => undefined);
  }
}

/** Has somebody accept a suggestion, and lose the window at some moment of that. */
async function loseAccepting(simulation: Simulation): Promise<void> {
  const found = await waitingSoon(simulation);
  if (!found || found.judges.length === 0) return simulation.idle();
  const actor = simulation.random.pick(found.judges);
  accept(simulation, actor, found.proposal);
  await simulation.world.run(simulation.random.below(500));
  await crashWindow(simulation, actor);
}

function withdraw(simulation: Simulation): void | Promise<void> {
  const agent = someAgent(simulation);
  const own = Object.values(agent?.client.state.fileProposals ?? {}).filter(
    (each) => each.agent === agent?.client.person,
  );
  if (!agent || own.length === 0) return suggest(simulation);
  const { id } = simulation.random.pick(own);
  void agent.client.publish('fileProposal.withdrawn', { proposal: id }).catch(() => undefined);
}

/** Suggestions of new files, moves and deletions, and what people make of them. */
export const suggestingFiles: Operation[] = [
  { name: 'agent suggests a file act', weight: 1, run: suggest },
  { name: 'judge file act at once', weight: 1.5, run: judgeAtOnce },
  { name: 'lose a window that does a file act', weight: 0.5, run: loseAccepting },
  { name: 'agent takes a file act back', weight: 0.3, run: withdraw },
];
