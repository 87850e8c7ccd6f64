import type { Simulation } from '../simulation.ts';
import { calm } from '../wire.ts';
import { type Operation, replace, someEditor, someone } from './common.ts';

function leaveOrJoin(simulation: Simulation): void {
  const { people } = simulation;
  if (people.length > 2 && simulation.random.chance(0.5)) {
    const actor = simulation.random.pick(people);
    if (actor.client.status.is !== 'online' || actor.client.unsentCount > 0) return simulation.idle();
    actor.client.leave();
    simulation.closed(actor);
  } else if (simulation.actors.length < 6) simulation.addActor();
  else simulation.idle();
}

function changeRole(simulation: Simulation): void {
  const { host } = simulation;
  const actor = someone(simulation);
  const person = actor?.client.person;
  if (!host || !simulation.hostAlive || !person || !actor) return simulation.idle();
  const role = simulation.random.chance(0.5) ? 'viewer' : 'editor';
  if (role === 'viewer') simulation.demoted.add(actor.name);
  void host.host.publish('role.changed', { person, role }).catch(() => undefined);
}

/** Takes a right and gives it back while its holder types: a refused edit between ends that copy. */
async function takeAndGiveBack(simulation: Simulation): Promise<void> {
  const { host, random, world } = simulation;
  const chosen = someEditor(simulation);
  const person = chosen?.actor.client.person;
  if (!chosen || !person || !host || !simulation.hostAlive) return simulation.idle();
  const { actor, editor } = chosen;
  simulation.demoted.add(actor.name);
  // A slow line, so that more is on its way before the refusal is heard.
  const { weather } = simulation;
  simulation.weather = { ...calm, latencyMs: 60 };
  void host.host.publish('role.changed', { person, role: 'viewer' }).catch(() => undefined);
  for (let turn = 0; turn < 6; turn++) {
    if (turn === 3) void host.host.publish('role.changed', { person, role: 'editor' }).catch(() => undefined);
    if (!editor.document.isEditable) break;
    const offset = random.below(editor.text.length + 1);
    replace(simulation, editor, [{ offset, deleteLength: 0, insertText: simulation.word(actor) }]);
    await world.run(20 + random.below(20));
  }
  simulation.weather = weather;
}

/** Sends somebody out, as the host. A person who is not banned may come back by the invite. */
async function removePerson(simulation: Simulation): Promise<void> {
  const { host, people, random } = simulation;
  const actor = someone(simulation);
  const person = actor?.client.person;
  if (!host || !simulation.hostAlive || !person || people.length < 3) return simulation.idle();
  const ban = random.chance(0.5);
  simulation.demoted.add(actor.name);
  simulation.removed.push(actor);
  actor.gone = true;
  void host.host.publish('participant.removed', { person, ban }).catch(() => undefined);
  await simulation.world.run(500);
  if (ban) return;
  actor.client.abandon();
  const standing = simulation.session?.state.participants[person]?.standing;
  if (standing === 'removed' && simulation.actors.length < 6 && random.chance(0.5)) simulation.addActor(actor);
}

/** People's coming, going and roles. */
export const comingAndGoing: Operation[] = [
  { name: 'leave or join', weight: 3, run: leaveOrJoin },
  { name: 'change role', weight: 2, run: changeRole },
  { name: 'take and give back', weight: 1, run: takeAndGiveBack },
  { name: 'remove person', weight: 1, run: removePerson },
];
