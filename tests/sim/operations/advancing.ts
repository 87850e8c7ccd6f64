import { nothingUnsent } from '../../../src/main/documents/unsent.ts';
import { TaskMover } from '../../../src/main/tasks/task-mover.ts';
import { documentAt } from '../../../src/shared/capabilities/documents/paths.ts';
import { claimOf } from '../../../src/shared/capabilities/tasks/claims.ts';
import { progressEvents } from '../../../src/shared/capabilities/tasks/kinds.ts';
import { progressSettings } from '../../../src/shared/tasks/task-progress.ts';
import type { HostActor } from '../cast.ts';
import { noticed } from '../noticing.ts';
import type { Simulation } from '../simulation.ts';
import type { Operation } from './common.ts';

export const taskPath = '.tasks/a1b2c3d4-one.md';
export const settings = progressSettings.parse({});
const text = '---\ntitle: One\nstatus: todo\n---\n';

/** Moves of the tasks of a host, one after another. */
interface Moving {
  mover: TaskMover;
  tail: Promise<unknown>;
}

const movings = new WeakMap<HostActor, Moving>();

/** Moves tasks as the host's service does, by the same means. */
function movingOf(host: HostActor): Moving {
  const { host: client, keeper } = host;
  const mover = new TaskMover({
    client,
    open: async (path) => (await keeper.open(path)).ref,
    save: async (ref) => {
      const unsent = { ...nothingUnsent, seq: client.applied, replica: client.replica };
      await keeper.hear(ref, unsent);
      await keeper.save(ref, unsent);
    },
  });
  const moving = movings.get(host) ?? { mover, tail: Promise.resolve() };
  movings.set(host, moving);
  return moving;
}

/** Makes the file of a task, or brings it back to its beginning. */
function makeTask(simulation: Simulation): void {
  const { disk } = simulation;
  if (disk.hidden.has(taskPath)) return simulation.idle();
  disk.setText(taskPath, text);
  noticed(simulation, taskPath);
}

/** Has the host move a task on, for its holder, where several things may happen at once. */
function advance(simulation: Simulation): void {
  const { host, random, disk } = simulation;
  if (!disk.files.has(taskPath)) return makeTask(simulation);
  if (!host?.hasClaimed || !simulation.hostAlive) return simulation.idle();
  const { state } = host.host;
  const ref = documentAt(state, taskPath);
  const person = ref === null ? null : (claimOf(state, ref, host.host.nowMs())?.person ?? null);
  const moving = movingOf(host);
  for (const event of progressEvents.filter(() => random.chance(0.5)))
    moving.tail = moving.tail.then(() => moving.mover.move(taskPath, event, person, settings)).catch(() => undefined);
}

/** Tasks that go on by what happens. */
export const advancing: Operation[] = [
  { name: 'make task', weight: 0.5, run: makeTask },
  { name: 'advance task', weight: 1.5, run: advance },
];
