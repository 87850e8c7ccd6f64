import type { WorkChoice } from '../../../src/client/work-text.ts';
import type { SessionState } from '../../../src/shared/session/state.ts';
import type { Simulation } from '../simulation.ts';
import { type CommittedWork, commitWork } from '../work-commits.ts';
import { isUncertain, peopleByName } from './clean-copies.ts';

/**
 * Checks a commit of one person's work: no word of another came in by it, unless in a line that both have changed. A
 * word tells its author by itself.
 */
export function checkCommit(
  simulation: Simulation,
  { person, takesBoth, takesUnsigned }: WorkChoice,
  of: CommittedWork,
): void {
  const { ref, path, before, after, work } = of;
  const people = peopleByName(simulation);
  for (const [word, author] of simulation.typed) {
    if (simulation.typedIn.get(word) !== ref || isUncertain(simulation, word)) continue;
    const ids = people.get(author);
    if (ids === undefined || ids.has(person) || !after.includes(word) || before.includes(word)) continue;
    // A direct save whose entries the log could not take is unsigned, as another program's change is.
    const isAlong =
      (takesBoth && work.people.some((each) => ids.has(each))) ||
      ((takesBoth || takesUnsigned) && work.people.includes('disk'));
    if (!isAlong) simulation.problem(`a commit of the work of ${person} has ${word} of ${author} in ${path}`);
  }
}

/** Checks that the works of all, committed one after another with the lines that they share, come to the folder. */
export async function checkCommits(simulation: Simulation, { participants }: SessionState): Promise<void> {
  const { disk, git, host, random, world } = simulation;
  const paths = [...disk.files.keys()].filter((path) => !disk.hidden.has(path) && host!.work.has(path));
  const people = Object.keys(participants)
    .map((person) => ({ person, place: random.next() }))
    .sort((a, b) => a.place - b.place);
  let failure: unknown = null;
  let isDone = false;
  const isWhole = () => paths.every((path) => disk.text(path) === git.textOf(path));
  const all = async () => {
    // A commit of unknown ids is aligned by its words, where equal lines may stand for each other: one more round ends that.
    for (let round = 0; round < 2 && !(round > 0 && isWhole()); round++)
      for (const [index, { person }] of people.entries()) {
        // Changes that nobody has signed go with the last.
        const takesUnsigned = index === people.length - 1;
        const wish = { person, takesBoth: true, takesUnsigned };
        for (const each of await commitWork(simulation, wish, paths)) checkCommit(simulation, wish, each);
      }
  };
  void all()
    .catch((thrown) => {
      failure = thrown;
    })
    .finally(() => {
      isDone = true;
    });
  for (let tries = 0; tries < 20 && !isDone; tries++) await world.run(1000);
  if (!isDone || failure) return simulation.problem(`committing the work of all failed: ${String(failure)}`);
  for (const path of paths) {
    const [here, committed] = [disk.text(path), git.textOf(path)];
    if (here !== committed)
      simulation.problem(
        `the works of all come to ${JSON.stringify(committed)} in ${path}, not ${JSON.stringify(here)}`,
      );
  }
}
