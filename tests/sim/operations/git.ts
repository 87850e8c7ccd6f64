import { diffTexts } from '../../../src/shared/text/diff.ts';
import { noticed } from '../noticing.ts';
import type { Simulation } from '../simulation.ts';
import { wordPattern } from '../words.ts';
import { noteGone, type Operation } from './common.ts';

/** Changes many files at once under open, half-edited documents, as `git checkout` of another branch does. */
function checkOut(simulation: Simulation): void {
  const { disk, random, stash } = simulation;
  if (stash.size > 0) return checkOutBack(simulation);
  for (const path of [...disk.files.keys()]) {
    if (random.chance(0.3)) continue;
    const text = disk.text(path)!;
    stash.set(path, text);
    const lines = text.split('\n');
    const kept = lines.filter(() => random.chance(0.7));
    put(simulation, path, [...kept, `of another branch ${simulation.world.nowMs}`].join('\n'));
  }
}

/** Restores the text of every file that is still there, as `git checkout -` or `git stash pop` does. */
function checkOutBack(simulation: Simulation): void {
  const { disk, stash } = simulation;
  for (const [path, text] of stash) if (disk.files.has(path)) put(simulation, path, text);
  stash.clear();
}

/** Commits what the disk holds: discarding goes back to it. */
function commit({ disk, committed, git }: Simulation): void {
  committed.clear();
  git.commit(disk.files);
  for (const path of disk.files.keys()) committed.set(path, disk.text(path)!);
}

/** Brings new lines into many files at once, and commits them, as `git pull` does. */
function pull(simulation: Simulation): void {
  const { disk, random, committed, git, world } = simulation;
  for (const path of [...disk.files.keys()]) {
    if (random.chance(0.3)) continue;
    const lines = disk.text(path)!.split('\n');
    lines.splice(random.below(lines.length + 1), 0, `pulled in ${world.nowMs}`);
    put(simulation, path, lines.join('\n'));
    committed.set(path, disk.text(path)!);
    git.commit([[path, disk.files.get(path)!]]);
  }
}

/** Takes files back to their last commit, under whatever people have typed and not saved, as `git restore` does. */
function discard(simulation: Simulation): void {
  const { disk, random, committed } = simulation;
  const paths = [...committed.keys()].filter((path) => disk.files.has(path) && disk.text(path) !== committed.get(path));
  if (paths.length === 0) return simulation.idle();
  for (const path of paths) if (random.chance(0.6)) put(simulation, path, committed.get(path)!);
}

/** Aborts a merge: files go back to their last commit, and their text wins in lines that people have changed as well. */
async function abort(simulation: Simulation): Promise<void> {
  const { disk, random, committed, host, world } = simulation;
  const changed = [...committed.keys()].filter(
    (path) => disk.files.has(path) && disk.text(path) !== committed.get(path),
  );
  const paths = changed.filter(() => random.chance(0.6));
  if (paths.length === 0 || host === null || !simulation.hostAlive) return simulation.idle();
  const back = host.bringBack(paths, simulation.owner, () => {
    if (!simulation.hostAlive || simulation.host !== host) return;
    for (const path of paths) if (disk.files.has(path)) put(simulation, path, committed.get(path)!);
  });
  void back.catch(() => undefined);
  await world.run(random.below(300));
}

/** Finds the words of `after` that are new in it, or were taken out and put in again, as a line is that moves. */
function putAnew(before: string, after: string): string[] {
  let shift = 0;
  const inserted = diffTexts(before, after).map(({ offset, deleteLength, insertText }) => {
    const from = offset + shift;
    shift += insertText.length - deleteLength;
    return { from, to: from + insertText.length };
  });
  return [...after.matchAll(wordPattern)].flatMap(({ 0: word, index }) =>
    inserted.some(({ from, to }) => from < index + word.length && to > index) ? word : [],
  );
}

/** Puts a text into a file, as Git does. */
export function put(simulation: Simulation, path: string, text: string): void {
  const before = simulation.disk.text(path)!;
  noteGone(simulation, before, text);
  // Text that git brings back, somebody may have brought back too.
  for (const word of putAnew(before, text)) simulation.returned.add(word);
  simulation.disk.setText(path, text);
  noticed(simulation, path);
}

/** Writes a file with other line ends, as git may with `autocrlf`. */
function changeLineEnds(simulation: Simulation): void {
  const { disk, random } = simulation;
  const paths = [...disk.files.keys()];
  if (paths.length === 0) return simulation.idle();
  const path = random.pick(paths);
  disk.setLineEnds(path, random.pick(['lf', 'crlf', 'cr'] as const));
  noticed(simulation, path);
}

/** Changes of the folder by version control. */
export const versioning: Operation[] = [
  { name: 'check out', weight: 2, run: checkOut },
  { name: 'commit', weight: 2, run: commit },
  { name: 'pull', weight: 1, run: pull },
  { name: 'discard', weight: 2, run: discard },
  { name: 'abort', weight: 2, run: abort },
  { name: 'change line ends', weight: 1, run: changeLineEnds },
];
