import { diffTexts } from '../../../src/shared/text/diff.ts';
import type { Simulation } from '../simulation.ts';
import { wordPattern } from '../words.ts';
import { noteGone, type Operation } from './common.ts';
import { noticed } from './files.ts';

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

function put(simulation: Simulation, path: string, text: string): void {
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
  { name: 'change line ends', weight: 1, run: changeLineEnds },
];
