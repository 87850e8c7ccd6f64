import type { TextCopy } from '../../../src/shared/capabilities/documents/text-copy.ts';
import type { Entry } from '../../../src/shared/core/entry.ts';
import { decodeBody } from '../../../src/shared/session/table.ts';
import type { Simulation } from '../simulation.ts';
import { wordPattern } from '../words.ts';

/** A text that a tool call has told, and what was put on the disk then. */
export interface ToldText {
  agent: string;
  /** Text that the call says to have been there; null where it says nothing of that. */
  before: string | null;
  text: string;
  /** Text that the disk held until then. */
  onDisk: string;
  /** Whether what was put on the disk is this call's work: not where it was over, has other bytes, or is another's too. */
  proof: 'whole' | 'shared' | 'none';
}

const told = new WeakMap<Simulation, Map<string, ToldText>>();

/** Texts that tool calls have told, by the names of their turns. */
export function toldOf(simulation: Simulation): Map<string, ToldText> {
  const known = told.get(simulation) ?? new Map<string, ToldText>();
  told.set(simulation, known);
  return known;
}

const wordsOf = (text: string) => [...text.matchAll(wordPattern)].map(([word]) => word);

/**
 * Applies an edit of the disk to a text, and complains where it counts as the work of an agent that has not told all of
 * it, or takes away what that had not read.
 */
export function checkToldEdit(simulation: Simulation, entry: Entry, copy: TextCopy, fold: () => boolean): boolean {
  const before = copy.text.toString();
  const isSound = fold();
  const { agent, turn } = decodeBody('doc.updated', entry.body);
  if (agent === undefined || !isSound) return isSound;
  const problem = (words: string) => simulation.problem(`${words} (seq ${entry.seq})`);
  const known = turn === undefined ? undefined : toldOf(simulation).get(turn);
  if (known?.agent !== agent) problem('an edit of the disk counts as the work of an agent that has told nothing');
  if (!known) return isSound;
  if (known.proof !== 'whole') problem(`an edit of the disk counts as that of ${turn}, which its bytes do not prove`);
  const after = copy.text.toString();
  for (const word of wordsOf(after)) {
    if (before.includes(word)) continue;
    if (!known.text.includes(word) || known.before?.includes(word))
      problem(`${word} counts as the work of ${turn}, which has not told to write it`);
  }
  for (const word of wordsOf(before))
    if (!after.includes(word) && !known.onDisk.includes(word) && !known.before?.includes(word))
      problem(`${turn} took ${word} away, which it has not read`);
  return isSound;
}
