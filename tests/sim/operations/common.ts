import type { Actor, Editor } from '../cast.ts';
import type { Simulation } from '../simulation.ts';
import { wordPattern } from '../words.ts';

/** An event in a session. */
export interface Operation {
  name: string;
  /** Weight of the choice, relative to the others. */
  weight: number;
  run: (simulation: Simulation) => Promise<void> | void;
}

/** Picks one of the people who are here. */
export function someone(simulation: Simulation): Actor | null {
  const { people } = simulation;
  return people.length > 0 ? simulation.random.pick(people) : null;
}

/** Picks somebody who can type, and an editor of theirs. */
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

/** Makes somebody's edits: in their editor, and from there in the document. */
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
  editor.isTyping = true;
  const isChanged = editor.document.edit(edits);
  editor.isTyping = false;
  if (isChanged) editor.text = editor.document.toString();
}

/** Marks the words of a text that are missing in its new form. */
export function noteGone(simulation: Simulation, before: string, after: string): void {
  for (const [word] of before.matchAll(wordPattern)) if (!after.includes(word)) simulation.touched.add(word);
}
