import { nothingUnsent } from '../../../src/main/documents/unsent.ts';
import { TaskMover } from '../../../src/main/tasks/task-mover.ts';
import { documentAt } from '../../../src/shared/capabilities/documents/paths.ts';
import { claimOf } from '../../../src/shared/capabilities/tasks/claims.ts';
import { progressEvents } from '../../../src/shared/capabilities/tasks/kinds.ts';
import { progressSettings } from '../../../src/shared/tasks/task-progress.ts';
import type { HostActor } from '../cast.ts';
import type { Simulation } from '../simulation.ts';
import type { Operation } from './common.ts';
import { noticed } from './files.ts';

export const taskPath = '.tasks/a1b2c3d4-one.md';
export const settings = progressSettings.parse({});
const text = '---\ntitle: One\nstatus: todo\n---\n';

const movers = new WeakMap<HostActor, TaskMover>();

/** Moves tasks as the host's service does, by the same means. */
function moverOf({ host: client, keeper }: HostActor, host: HostActor): TaskMover {
  const made = new TaskMover({
    client,
    open: async (path) => (await keeper.open(path)).ref,
    save: async (ref) => {
      const unsent = { ...nothingUnsent, seq: client.applied, replica: client.replica };
      await keeper.hear(ref, unsent);
      await keeper.save(ref, unsent);
    },
  });
  movers.set(host, movers.get(host) ?? made);
  return movers.get(host)!;
}

/** Makes the file of a task, or brings it back to its beginning. */
function makeTask(simulation: Simulation): void {
  const { disk } = simulation;
  if (disk.hidden.has(taskPath)) return simulation.idle();
  disk.setText(taskPath, text);
  noticed(simulation, taskPath);
}

/** Has the host move a task on, for its holder, several times at once where several things happen at once. */
function advance(simulation: Simulation): void {
  const { host, random, disk } = simulation;
  if (!disk.files.has(taskPath)) return makeTask(simulation);
  if (!host?.hasClaimed || !simulation.hostAlive) return simulation.idle();
  const { state } = host.host;
  const ref = documentAt(state, taskPath);
  const person = ref === null ? null : (claimOf(state, ref, host.host.nowMs())?.person ?? null);
  const mover = moverOf(host, host);
  for (const event of progressEvents)
    if (random.chance(0.5)) void mover.move(taskPath, event, person, settings).catch(() => undefined);
}

/** Tasks that go on by what happens. */
export const advancing: Operation[] = [
  { name: 'make task', weight: 0.5, run: makeTask },
  { name: 'advance task', weight: 1.5, run: advance },
];
