import type { SessionState } from '../../../src/shared/session/state.ts';
import { source } from '../scripted-problems.ts';
import type { Simulation } from '../simulation.ts';

/** Checks that the log has the host's list of problems, and none of a hidden file; that everybody's is the log's. */
export function checkProblems(simulation: Simulation, state: SessionState): void {
  const { host, disk } = simulation;
  const told = new Map(
    Object.values(state.languages.problems).map(({ path, problems }) => [
      path,
      problems.map(({ message }) => message).join(),
    ]),
  );
  for (const path of told.keys())
    if (disk.hidden.has(path)) simulation.problem(`everybody is told of problems of ${path}, which is hidden`);
  const found = host!.problems.found;
  for (const path of new Set([...found.keys(), ...told.keys()]))
    if (found.get(path) !== told.get(path))
      simulation.problem(`${source} has found ${found.get(path)} in ${path}, and everybody knows ${told.get(path)}`);
}
