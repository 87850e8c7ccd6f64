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

/** Gives one person rights beyond their role, or takes some of it, as the host. */
function changeRights(simulation: Simulation): void {
  const { host, random } = simulation;
  const actor = someone(simulation);
  const person = actor?.client.person;
  if (!host || !simulation.hostAlive || !person || !actor) return simulation.idle();
  const chosen = (['edit', 'save', 'files.write', 'chat', 'annotate', 'git'] as const).filter(() => random.chance(0.4));
  const grants = Object.fromEntries(chosen.map((right) => [right, random.chance(0.6)]));
  if (Object.values(grants).includes(false)) simulation.demoted.add(actor.name);
  void host.host.publish('rights.changed', { person, grants }).catch(() => undefined);
}

/** Has somebody ask for a right, which the host gives, declines or leaves open. */
async function askForRight(simulation: Simulation): Promise<void> {
  const { host, random, world } = simulation;
  const actor = someone(simulation);
  const person = actor?.client.person;
  if (!host || !simulation.hostAlive || !person || !actor) return simulation.idle();
  const right = random.pick(['edit', 'annotate', 'git', 'terminal.write'] as const);
  void actor.client.publish('right.asked', { right, asks: random.chance(0.8) }).catch(() => undefined);
  await world.run(random.below(300));
  if (random.chance(0.3)) void host.host.publish('right.declined', { person, right }).catch(() => undefined);
  else if (random.chance(0.5))
    void host.host.publish('rights.changed', { person, grants: { [right]: true } }).catch(() => undefined);
}

/** Has somebody type a word, where they have a text open that can be edited. */
function typeSomewhere(simulation: Simulation): void {
  const chosen = someEditor(simulation);
  if (!chosen?.editor.document.isEditable) return;
  const { actor, editor } = chosen;
  const offset = simulation.random.below(editor.text.length + 1);
  replace(simulation, editor, [{ offset, deleteLength: 0, insertText: simulation.word(actor) }]);
}

/** Rests everybody's rights but one person's while they type, and lets one of them take part. */
async function lecture(simulation: Simulation): Promise<void> {
  const { host, random, world, people } = simulation;
  if (!host || !simulation.hostAlive || people.length === 0) return simulation.idle();
  simulation.hasLectured = true;
  for (const { name } of people) simulation.demoted.add(name);
  void host.host.publish('lecture.started', {}).catch(() => undefined);
  const floor = random.chance(0.5) ? random.pick(people).client.person : null;
  for (let turn = 0; turn < 5; turn++) {
    if (turn === 2 && floor) {
      const grants = { edit: true, save: true };
      void host.host.publish('rights.changed', { person: floor, grants }).catch(() => undefined);
    }
    typeSomewhere(simulation);
    await world.run(20 + random.below(100));
  }
  if (random.chance(0.9)) void host.host.publish('lecture.ended', {}).catch(() => undefined);
}

/** Sends the keyboard round while everybody types: of them, the driver alone is heard. */
async function mob(simulation: Simulation): Promise<void> {
  const { host, random, world, people } = simulation;
  const order = people.flatMap(({ client }) => client.person ?? []);
  if (!host || !simulation.hostAlive || order.length === 0) return simulation.idle();
  simulation.hasLectured = true;
  for (const { name } of people) simulation.demoted.add(name);
  void host.host.publish('rotation.started', { order, minutes: 5 }).catch(() => undefined);
  for (let turn = 0; turn < 6; turn++) {
    const rotation = host.host.state.lecture?.rotation;
    const to = random.chance(0.3) ? { to: random.pick(order) } : {};
    if (turn % 2 === 1 && rotation) {
      const passer = random.chance(0.5) ? someone(simulation)?.client : host.host;
      void passer?.publish('rotation.passed', { turn: rotation.turn, ...to }).catch(() => undefined);
    }
    typeSomewhere(simulation);
    await world.run(20 + random.below(100));
  }
  if (random.chance(0.9)) void host.host.publish('lecture.ended', {}).catch(() => undefined);
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
  { name: 'change rights', weight: 1.5, run: changeRights },
  { name: 'ask for right', weight: 1, run: askForRight },
  { name: 'lecture', weight: 0.7, run: lecture },
  { name: 'mob', weight: 0.7, run: mob },
  { name: 'take and give back', weight: 1, run: takeAndGiveBack },
  { name: 'remove person', weight: 1, run: removePerson },
];
