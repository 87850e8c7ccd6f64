import { textOf } from '../../../src/main/documents/seed.ts';
import { decodeKnown } from '../../../src/main/files/text-codec.ts';
import type { Simulation } from '../simulation.ts';

/** A text as everybody has it, as it is saved, and as one person alone would have it, with both kinds of choice. */
interface Copied {
  path: string;
  saved: string;
  now: string;
  /** Without and with the lines in which others have unsaved edits as well. */
  own: readonly [neither: string, both: string];
  hasShared: boolean;
}

/**
 * Checks what clean copies would have now: of each person all unsaved words, of the others none, and all that is saved.
 * A word tells its author by itself, so the copies are held to what was typed, not to what the code makes of it.
 */
export async function checkCleanCopies(simulation: Simulation): Promise<void> {
  const { host } = simulation;
  for (const [name, [person, ...more]] of peopleByName(simulation)) {
    if (person === undefined || more.length > 0) continue;
    for (const ref of Object.keys(host!.disk.state.documents)) {
      const copied = await copyOf(simulation, ref, person);
      if (copied) checkWords(simulation, name, ref, copied);
    }
  }
}

/** Lists the people of a simulation: several under one name where somebody came again as another. */
export function peopleByName({ actors }: Simulation): Map<string, Set<string>> {
  const people = new Map<string, Set<string>>();
  for (const { name, client } of actors)
    if (client.person !== null) people.set(name, (people.get(name) ?? new Set()).add(client.person));
  return people;
}

async function copyOf({ host, journal }: Simulation, ref: string, person: string): Promise<Copied | null> {
  const { disk, keeper } = host!;
  const before = { document: disk.documents.get(ref), base: (await journal.records(ref)).current?.base };
  const info = disk.state.documents[ref];
  if (!info || info.path === null || info.deleted || !before.document || !before.base) return null;
  const now = before.document.toString();
  const saved = textOf(before.base);
  const [neither, both] = [await keeper.ownTexts.of(person, false), await keeper.ownTexts.of(person, true)];
  // The host may save meanwhile.
  const isAnother = (await journal.records(ref)).current?.base !== before.base || before.document.toString() !== now;
  if (isAnother || disk.state.documents[ref] !== info) return null;
  const { path, format } = info;
  const textIn = (files: typeof neither) => {
    const file = files.find((each) => each.path === path);
    return file?.content ? decodeKnown(file.content, { ...format, mixedEol: false }).text : saved;
  };
  const hasShared = neither.some((each) => each.path === path && each.shared.length > 0);
  return { path, saved, now, own: [textIn(neither), textIn(both)], hasShared };
}

function checkWords(simulation: Simulation, name: string, ref: string, copied: Copied): void {
  const { path, saved, now, own, hasShared } = copied;
  for (const word of simulation.forged)
    if (own.some((text) => text.includes(word))) simulation.problem(`the forged ${word} is in a clean copy of ${name}`);
  for (const [word, author] of simulation.typed) {
    if (simulation.typedIn.get(word) !== ref || isUncertain(simulation, word) || !now.includes(word)) continue;
    const problem = (what: string) => simulation.problem(`the clean copy of ${name} ${what} ${word} in ${path}`);
    const [isInNeither, isInBoth] = own.map((text) => text.includes(word));
    const isSaved = saved.includes(word);
    // Saved past the log, or by a host of before, it comes into the log as the disk's.
    if (!isSaved && simulation.disk.written.has(word)) continue;
    if (isSaved || author === name) {
      if (!isInBoth) problem('with all edits lacks');
      if (!isInNeither && (isSaved || !hasShared)) problem('lacks');
    } else {
      if (isInNeither) problem(`has, of ${author},`);
      if (isInBoth && !hasShared) problem(`has unasked, of ${author},`);
    }
  }
}

/** Says whether more than its author had a hand in a word. */
export function isUncertain({ touched, forged, foreign, returned, doubled, apart }: Simulation, word: string): boolean {
  return [touched, forged, foreign, returned, doubled, apart].some((words) => words.has(word));
}
