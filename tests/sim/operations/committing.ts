import { checkCommit } from '../invariants/commits.ts';
import type { Simulation } from '../simulation.ts';
import { commitWork } from '../work-commits.ts';
import type { Operation } from './common.ts';

/** Has somebody commit their own work, or somebody else's, of some files, in the middle of everybody's typing. */
function commit(simulation: Simulation): void {
  const { random, disk, host, hostAlive, actors, agents } = simulation;
  const people = [...actors, ...agents].flatMap(({ client: { person } }) => person ?? []);
  if (!host || !hostAlive || !host.hasClaimed || people.length === 0) return simulation.idle();
  const wish = { person: random.pick(people), takesBoth: random.chance(0.4), takesUnsigned: random.chance(0.2) };
  const paths = [...disk.files.keys()].filter((path) => !disk.hidden.has(path) && random.chance(0.7));
  void commitWork(simulation, wish, paths)
    .then((taken) => {
      for (const each of taken) checkCommit(simulation, wish, each);
    })
    .catch(() => undefined);
}

/** Has the host look at the status of its repository. */
function lookAtStatus({ host, hostAlive, disk, git }: Simulation): void {
  if (host && hostAlive) void host.work.committed(git.look(disk)).catch(() => undefined);
}

/** Commits of the work of one person. */
export const committing: Operation[] = [
  { name: 'commit work', weight: 2, run: commit },
  { name: 'look at status', weight: 1, run: lookAtStatus },
];
