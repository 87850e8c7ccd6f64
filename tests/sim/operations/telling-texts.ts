import type { AgentActor } from '../agent-actor.ts';
import { type ToldText, toldOf } from '../invariants/told-texts.ts';
import { noticed } from '../noticing.ts';
import type { Simulation } from '../simulation.ts';
import { bring, someAgent } from './agents.ts';
import { type Operation, touch } from './common.ts';
import { isKnownFile } from './files.ts';

const paths = ['one.txt', 'two.txt', 'three.txt'];
/** Time for an agent to come in calm weather. */
const soonMs = 400;

/** Changes a line of a text, as a program does. */
function changed(simulation: Simulation, text: string): string {
  const { random, world } = simulation;
  const lines = text.split('\n');
  const at = random.below(lines.length);
  const removed = random.chance(0.5) ? 1 : 0;
  for (const line of lines.slice(at, at + removed)) touch(simulation, line, 0, line.length);
  lines.splice(at, removed, `told ${world.nowMs} ${simulation.outsideWord()}`);
  return lines.join('\n');
}

/** Ends the turn of an agent: what it has told proves nothing from then on, and what another has told may. */
async function endTurn(simulation: Simulation, agent: string): Promise<void> {
  const { host } = simulation;
  for (const each of toldOf(simulation).values())
    if (each.agent !== agent && each.proof === 'shared') each.proof = 'whole';
  await host?.keeper.told.end(agent).catch(() => undefined);
}

/**
 * Has a tool call of an agent tell a text, and that or another text come to the disk: at once, once its turn is over, with
 * another program's part in it, or told by two.
 */
async function tellText(simulation: Simulation): Promise<void> {
  const { host, random, world, disk } = simulation;
  const how = random.below(6);
  const isOnline = ({ client }: AgentActor) => client.status.is === 'online' && client.person !== null;
  if (simulation.agents.filter(isOnline).length < (how === 2 ? 2 : 1)) {
    bring(simulation);
    await world.run(soonMs);
  }
  const agent = someAgent(simulation)?.client.person;
  const known = paths.filter((path) => disk.files.has(path) && isKnownFile(simulation, path));
  if (!agent || !host?.hasClaimed || !simulation.hostAlive || known.length === 0) return simulation.idle();
  const path = random.pick(known);
  const onDisk = disk.text(path)!;
  const { told } = host.keeper;
  // Another program's change, which the host has not seen when the agent writes over it.
  const before = how === 0 ? changed(simulation, onDisk) : onDisk;
  const text = changed(simulation, before);
  const says = how === 0 || random.chance(0.7) ? before : null;
  const turn = `told ${toldOf(simulation).size + 1}`;
  const call: ToldText = { agent, before: says, text, onDisk, proof: 'whole' };
  toldOf(simulation).set(turn, call);
  told.add(path, says, text, { agent, turn, call: 'write' });
  if (how === 1) {
    void endTurn(simulation, agent).then(() => {
      call.proof = 'none';
    });
    await world.run(random.below(500));
    // A save in between has words that this text lacks, and those of this text are nowhere then.
    if (disk.text(path) !== onDisk) return touch(simulation, text, 0, text.length);
  }
  const others = simulation.agents.filter((each) => isOnline(each) && each.client.person !== agent);
  const other = how === 2 ? others[0]?.client.person : null;
  if (other) {
    const twin = `told ${toldOf(simulation).size + 1}`;
    call.proof = 'shared';
    toldOf(simulation).set(twin, { ...call, agent: other });
    told.add(path, says, text, { agent: other, turn: twin, call: 'write' });
  }
  if (how === 3) call.proof = 'none';
  disk.setText(path, how === 3 ? changed(simulation, text) : text);
  noticed(simulation, path);
  if (how > 3 && random.chance(0.5)) void endTurn(simulation, agent);
}

/** Texts that tool calls of agents tell, and then write on the disk by themselves. */
export const tellingTexts: Operation[] = [{ name: 'agent tells a text', weight: 1.5, run: tellText }];
