import type { Simulation } from '../simulation.ts';
import { wordPattern } from '../words.ts';
import { type Operation, replace, someEditor } from './common.ts';

function type(simulation: Simulation): void {
  const chosen = someEditor(simulation);
  if (!chosen) return simulation.idle();
  const { actor, editor } = chosen;
  const offset = simulation.random.below(editor.text.length + 1);
  replace(simulation, editor, [{ offset, deleteLength: 0, insertText: simulation.word(actor) }]);
}

function remove(simulation: Simulation): void {
  const chosen = someEditor(simulation);
  if (!chosen || chosen.editor.text.length === 0) return simulation.idle();
  const { editor } = chosen;
  const offset = simulation.random.below(editor.text.length);
  const deleteLength = Math.min(editor.text.length - offset, 1 + simulation.random.below(8));
  replace(simulation, editor, [{ offset, deleteLength, insertText: '' }]);
}

function multiCursor(simulation: Simulation): void {
  const chosen = someEditor(simulation);
  if (!chosen) return simulation.idle();
  const { actor, editor } = chosen;
  const length = editor.text.length;
  const offsets = new Set(Array.from({ length: 4 }, () => simulation.random.below(length + 1)));
  const edits = [...offsets]
    .sort((a, b) => a - b)
    .map((offset) => ({ offset, deleteLength: 0, insertText: simulation.word(actor) }));
  replace(simulation, editor, edits);
}

function swapEmoji(simulation: Simulation): void {
  const chosen = someEditor(simulation);
  if (!chosen) return simulation.idle();
  const { editor } = chosen;
  const at = editor.text.indexOf('\ud83d');
  if (at < 0) return replace(simulation, editor, [{ offset: 0, deleteLength: 0, insertText: '😀' }]);
  // As Monaco reports it: only the second half of the pair differs.
  const low = String.fromCharCode(0xde00 + simulation.random.below(40));
  replace(simulation, editor, [{ offset: at + 1, deleteLength: 1, insertText: low }]);
}

function paste(simulation: Simulation): void {
  const chosen = someEditor(simulation);
  if (!chosen || chosen.editor.text.length > 300_000) return simulation.idle();
  const { actor, editor } = chosen;
  const lines = simulation.random.chance(0.1) ? 20_000 : 20;
  const text = Array.from({ length: 3 }, () => simulation.word(actor)).join(' ') + '\r\n....'.repeat(lines / 5);
  replace(simulation, editor, [
    { offset: simulation.random.below(editor.text.length + 1), deleteLength: 0, insertText: text },
  ]);
}

/** Has everyone delete the same few words, so that deletions meet, and their undoing too. */
function removeWord(simulation: Simulation): void {
  const chosen = someEditor(simulation);
  if (!chosen) return simulation.idle();
  const words = [...chosen.editor.text.matchAll(wordPattern)].slice(0, 3);
  if (words.length === 0) return simulation.idle();
  const word = simulation.random.pick(words);
  replace(simulation, chosen.editor, [{ offset: word.index, deleteLength: word[0].length, insertText: '' }]);
}

/** Undoes a step; undo may take away only text of its owner. */
function undo(simulation: Simulation): void {
  const chosen = someEditor(simulation);
  if (!chosen) return simulation.idle();
  const { actor, editor } = chosen;
  let removed = '';
  const stop = editor.document.onEdits((edits) => {
    for (const { offset, deleteLength } of edits) removed += before.slice(offset, offset + deleteLength);
  });
  const before = editor.text;
  const isUndo = simulation.random.chance(0.7);
  if (!(isUndo ? editor.document.undo() : editor.document.redo())) simulation.idle();
  stop();
  const others = new Set(
    [...'abcdef'].filter((letter) => letter !== actor.letter && simulation.actors.some((a) => a.letter === letter)),
  );
  // A word that is there still was moved: a revert may have inserted its neighbours anew, and its undo has it back.
  const foreign = [...removed.matchAll(wordPattern)].find(
    (match) =>
      !editor.text.includes(match[0]) &&
      others.has(match[1]!) &&
      simulation.typed.has(match[0]) &&
      !simulation.touched.has(match[0]),
  );
  if (foreign) simulation.problem(`undo of ${actor.name} removed ${foreign[0]}`);
  for (const match of before.matchAll(wordPattern))
    if (!editor.text.includes(match[0])) simulation.touched.add(match[0]);
}

/** A person's actions in an editor. */
export const typing: Operation[] = [
  { name: 'type', weight: 30, run: type },
  { name: 'remove', weight: 10, run: remove },
  { name: 'multi-cursor', weight: 5, run: multiCursor },
  { name: 'swap emoji', weight: 4, run: swapEmoji },
  { name: 'paste', weight: 3, run: paste },
  { name: 'remove word', weight: 6, run: removeWord },
  { name: 'undo', weight: 10, run: undo },
];
