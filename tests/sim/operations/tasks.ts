import { TaskClaims } from '../../../src/client/tasks/task-claims.ts';
import type { TaskEntry } from '../../../src/client/tasks/task-entries.ts';
import { documentAt } from '../../../src/shared/capabilities/documents/paths.ts';
import { noteClaimed } from '../invariants/claims.ts';
import type { Simulation } from '../simulation.ts';
import { type Operation, someEditor } from './common.ts';
import { leaveBehind } from './locks.ts';

const paths = ['one.txt', 'two.txt', 'three.txt'];

/** A task in a file, which names a file to lock, or none. */
const taskAt = (path: string, locked: readonly string[]): TaskEntry => ({
  path,
  id: 'a1b2c3d4',
  rank: null,
  task: { paths: locked } as unknown as TaskEntry['task'],
  fault: null,
});

function clientsOf({ people, agents }: Simulation) {
  return [...people, ...agents].map(({ client }) => client).filter(({ status }) => status.is === 'online');
}

/** Has several people and agents claim one task at the same moment: one of them gets it. */
function claim(simulation: Simulation): void {
  const { random } = simulation;
  const path = random.pick(paths);
  const claiming = clientsOf(simulation).filter(() => random.chance(0.6));
  if (claiming.length === 0) return simulation.idle();
  for (const client of claiming) {
    const entry = taskAt(path, random.chance(0.2) ? [random.pick(paths)] : []);
    const said = new TaskClaims(client).claim(entry, { takesOver: random.chance(0.2) });
    void said.then(({ is }) => is === 'claimed' && noteClaimed(simulation, client, path)).catch(() => undefined);
  }
}

/** Has somebody claim a task until a time, which may be over when the log hears of it. */
function claimForATime(simulation: Simulation): void {
  const { random } = simulation;
  const chosen = someEditor(simulation);
  if (!chosen) return simulation.idle();
  const { client } = chosen.actor;
  const untilMs = Math.max(0, Math.round(client.nowMs()) + random.below(20_000) - 100);
  void client.publish('task.claimed', { untilMs }, chosen.editor.document.ref).catch(() => undefined);
}

/** Has somebody claim a task and go: others get it some time later. */
async function claimAndGo(simulation: Simulation): Promise<void> {
  const { random, people, world } = simulation;
  const chosen = someEditor(simulation);
  if (!chosen || people.length < 3 || chosen.actor.client.unsentCount > 0) return simulation.idle();
  const { actor, editor } = chosen;
  void actor.client.publish('task.claimed', { untilMs: null }, editor.document.ref).catch(() => undefined);
  await world.run(random.below(300));
  leaveBehind(simulation, actor);
}

/** Has somebody end a claim: by giving it up, which others cannot, or by force. */
function end(kind: 'task.released' | 'task.stolen') {
  return (simulation: Simulation): void => {
    const { random } = simulation;
    const here = clientsOf(simulation);
    if (here.length === 0) return simulation.idle();
    const client = random.pick(here);
    const ref = documentAt(client.state, random.pick(paths));
    const held = Object.keys(client.state.claims.held);
    const meant = held.length > 0 && random.chance(0.9) ? random.pick(held) : ref;
    if (meant === null) return simulation.idle();
    void client.publish(kind, {}, meant).catch(() => undefined);
  };
}

/** Claims of tasks. */
export const claimingTasks: Operation[] = [
  { name: 'claim task', weight: 2, run: claim },
  { name: 'claim for a time', weight: 1, run: claimForATime },
  { name: 'claim and go', weight: 0.7, run: claimAndGo },
  { name: 'release task', weight: 1, run: end('task.released') },
  { name: 'take task over', weight: 0.7, run: end('task.stolen') },
];
