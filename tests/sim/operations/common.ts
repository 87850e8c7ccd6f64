import type { Actor, Editor } from '../cast.ts';
import type { Simulation } from '../simulation.ts';
import { wordPattern } from '../words.ts';

/** Something that may happen in a session. */
export interface Operation {
  name: string;
  /** How often it is chosen, beside the others. */
  weight: number;
  run: (simulation: Simulation) => Promise<void> | void;
}

/** One of the people who are here. */
export function someone(simulation: Simulation): Actor | null {
  const { people } = simulation;
  return people.length > 0 ? simulation.random.pick(people) : null;
}

/** Somebody who can type, and where. */
export function someEditor(simulation: Simulation): { actor: Actor; editor: Editor } | null {
  const actor = someone(simulation);
  const ready = actor ? [...actor.editors.values()].filter(({ document }) => document.isEditable) : [];
  return actor && ready.length > 0 ? { actor, editor: simulation.random.pick(ready) } : null;
}

/** Marks the words that an edit may break: those that overlap it or touch it. */
export function touch(simulation: Simulation, text: string, from: number, to: number): void {
  for (const match of text.matchAll(wordPattern)) {
    if (match.index < to && match.index + match[0].length > from) simulation.touched.add(match[0]);
  }
}

/** Somebody's edits: in their editor, and from there in the document. */
export function replace(
  simulation: Simulation,
  editor: Editor,
  edits: { offset: number; deleteLength: number; insertText: string }[],
): void {
  const before = editor.text;
  for (const { insertText } of edits)
    for (const [word] of insertText.matchAll(wordPattern)) simulation.typedIn.set(word, editor.document.ref);
  for (const { offset, deleteLength } of edits) touch(simulation, before, offset, offset + deleteLength);
  let text = before;
  for (const { offset, deleteLength, insertText } of edits.toReversed()) {
    text = text.slice(0, offset) + insertText + text.slice(offset + deleteLength);
  }
  editor.text = text;
  if (editor.document.edit(edits, 'editor')) editor.text = editor.document.toString();
}

/** Marks the words of a text that are gone from what became of it. */
export function noteGone(simulation: Simulation, before: string, after: string): void {
  for (const [word] of before.matchAll(wordPattern)) if (!after.includes(word)) simulation.touched.add(word);
}
