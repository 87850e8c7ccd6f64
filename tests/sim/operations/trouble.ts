import type { Actor } from '../cast.ts';
import type { Simulation } from '../simulation.ts';
import { calm } from '../wire.ts';
import { type Operation, replace, someEditor, someone } from './common.ts';

async function crash(simulation: Simulation): Promise<void> {
  const actor = someone(simulation);
  if (actor) await crashWindow(simulation, actor);
  else simulation.idle();
}

/** Crashes a window; a new one of the same person delivers the unsent entries of the old one. */
export async function crashWindow(simulation: Simulation, actor: Actor): Promise<void> {
  // Cut-off windows crash too: then everything unsent is in the outbox alone.
  if (!actor.client.person || actor.client.status.is === 'ended') return simulation.idle();
  // Text typed within the merge window dies with the process; with the network, entries sent just now do.
  const { weather } = simulation;
  if (simulation.random.chance(0.5)) simulation.weather = { ...calm, cut: 1 };
  actor.client.documents.flush();
  await simulation.world.settle();
  simulation.weather = weather;
  actor.client.abandon();
  actor.gone = true;
  const successor = simulation.addActor(actor);
  successor.adopt(actor);
}

function weather(simulation: Simulation): void {
  const { random } = simulation;
  simulation.weather = random.chance(0.3)
    ? calm
    : {
        latencyMs: random.below(80),
        jitterMs: random.below(150),
        cut: random.chance(0.5) ? 0.03 : 0,
        doubled: random.chance(0.3) ? 0.1 : 0,
        dropped: random.chance(0.3) ? 0.03 : 0,
      };
}

async function restartServer(simulation: Simulation): Promise<void> {
  simulation.stopServer();
  await simulation.world.run(simulation.random.below(3000));
  await simulation.startServer();
}

async function restartHost(simulation: Simulation): Promise<void> {
  if (simulation.hostAlive) simulation.crashHost();
  await simulation.world.run(simulation.random.below(3000));
  await simulation.startHost();
}

async function sleep(simulation: Simulation): Promise<void> {
  await simulation.world.run(simulation.random.below(60_000));
}

const dayMs = 86_400_000;

/** Puts one computer to sleep for a day, while the others go on for a while; then the clock has jumped for everyone. */
async function sleepADay(simulation: Simulation): Promise<void> {
  const { world, random } = simulation;
  const actor = someone(simulation);
  if (!actor) return simulation.idle();
  actor.asleep = true;
  for (const flow of simulation.flows) if (flow.opener === actor.name) flow.isKept = false;
  for (let turn = random.below(20); turn > 0; turn--) {
    const chosen = someEditor(simulation);
    if (!chosen) break;
    const offset = random.below(chosen.editor.text.length + 1);
    replace(simulation, chosen.editor, [{ offset, deleteLength: 0, insertText: simulation.word(chosen.actor) }]);
    await world.run(random.below(3000));
  }
  // A computer that comes back late may find another server, and a log that was trimmed meanwhile.
  if (random.chance(0.4)) await restartServer(simulation);
  const wakesFirst = random.chance(0.5);
  if (wakesFirst) actor.asleep = false;
  world.skip(dayMs);
  await world.run(random.below(2000));
  actor.asleep = false;
}

function fullLogDisk(simulation: Simulation): void {
  simulation.failNextCommit();
}

/** Troubles around the people. */
export const trouble: Operation[] = [
  { name: 'crash', weight: 2, run: crash },
  { name: 'weather', weight: 4, run: weather },
  { name: 'restart server', weight: 1.5, run: restartServer },
  { name: 'restart host', weight: 1.5, run: restartHost },
  { name: 'sleep', weight: 1, run: sleep },
  { name: 'sleep a day', weight: 0.7, run: sleepADay },
  { name: 'full disk of the log', weight: 0.7, run: fullLogDisk },
];
