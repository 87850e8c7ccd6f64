import type { Simulation } from '../simulation.ts';
import type { Operation } from './common.ts';

const paths = ['one.txt', 'two.txt', 'three.txt'];

/** Finds problems in files, in quick succession, or finds that one has none any more. */
function findProblems(simulation: Simulation): void {
  const { host, random, world } = simulation;
  if (!simulation.hostAlive || !host?.hasClaimed) return simulation.idle();
  for (let count = 1 + random.below(4); count > 0; count--) {
    const message = random.chance(0.2) ? null : `found in ${world.nowMs}, ${count}`;
    host.problems.find(random.pick(paths), message);
  }
}

/** Ends the language server that has found them. */
function endSource(simulation: Simulation): void {
  const { host } = simulation;
  if (!simulation.hostAlive || !host?.hasClaimed) return simulation.idle();
  host.problems.end();
}

/** Problems that language servers find. */
export const problems: Operation[] = [
  { name: 'find problems', weight: 2, run: findProblems },
  { name: 'end the source of problems', weight: 0.4, run: endSource },
];
