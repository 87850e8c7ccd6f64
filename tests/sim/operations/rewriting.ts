import { authorRangesOf } from '../../../src/client/authorship.ts';
import { takeSaveTurn } from '../../../src/client/save-turn.ts';
import { saveFile } from '../../../src/client/shared-file.ts';
import type { Step } from '../../../src/client/undo-stack.ts';
import { diffTexts } from '../../../src/shared/text/diff.ts';
import type { Actor, Editor } from '../cast.ts';
import type { Simulation } from '../simulation.ts';
import { wordPattern } from '../words.ts';
import { noteGone, type Operation, replace, someEditor, someone } from './common.ts';

/** Most places that are replaced; a search in an editor has such a limit too. */
const mostPlaces = 400;

/** Replaces a character everywhere at once, as a search does, or typing with many cursors. */
function replaceAll(simulation: Simulation): void {
  const chosen = someEditor(simulation);
  if (!chosen) return simulation.idle();
  const [from, to] = simulation.random.pick([
    ['.', ';'],
    [';', '.'],
    [' ', '\t'],
    ['\t', '  '],
    ['l', 'ḷ'],
  ] as const);
  const edits: { offset: number; deleteLength: number; insertText: string }[] = [];
  const { text } = chosen.editor;
  for (let at = text.indexOf(from); at >= 0 && edits.length < mostPlaces; at = text.indexOf(from, at + 1))
    edits.push({ offset: at, deleteLength: from.length, insertText: to });
  if (edits.length === 0) return simulation.idle();
  replace(simulation, chosen.editor, edits);
}

/** Formats a text. */
const tidy = (text: string) => text.replace(/[ \t]+/g, ' ').replace(/ +$/gm, '');

function formatIn(simulation: Simulation, editor: Editor): void {
  const edits = diffTexts(editor.text, tidy(editor.text));
  if (edits.length > 0) replace(simulation, editor, edits);
}

/** Has two people format the same text at the same moment, and both save it. */
function formatOnSave(simulation: Simulation): void {
  const chosen = someEditor(simulation);
  if (!chosen) return simulation.idle();
  const { ref } = chosen.editor.document;
  const others = simulation.people.filter(
    (actor) => actor !== chosen.actor && actor.editors.get(ref)?.document.isEditable,
  );
  for (const actor of [chosen.actor, ...others.slice(0, 1)]) {
    const editor = actor.editors.get(ref)!;
    formatIn(simulation, editor);
    void saveFile(actor.client, editor.document).catch(() => undefined);
  }
}

/** Has a formatter insert a missing part, such as a last line's end: it must come in once, whoever saves. */
function completeOnSave(simulation: Simulation): void {
  const chosen = someEditor(simulation);
  if (!chosen) return simulation.idle();
  const { ref } = chosen.editor.document;
  const missing = simulation.outsideWord(null);
  for (const actor of simulation.people) {
    const editor = actor.editors.get(ref);
    if (editor?.document.isEditable) void complete(simulation, actor, editor, missing).catch(() => undefined);
  }
}

async function complete(simulation: Simulation, actor: Actor, editor: Editor, missing: string): Promise<void> {
  const { document } = editor;
  if (!(await takeSaveTurn(actor.client, actor.client, document)) || !document.isEditable) return;
  // The editor may be closed by now.
  if (actor.editors.get(document.ref) !== editor) return;
  const isThere = editor.text.includes(missing) || simulation.touched.has(missing);
  if (!isThere) {
    simulation.typed.set(missing, actor.name);
    // A save that comes twice, as over no real connection, ends a later turn of its sender before that one's own save.
    if (simulation.hasDoubled) simulation.doubled.add(missing);
    replace(simulation, editor, [{ offset: editor.text.length, deleteLength: 0, insertText: missing }]);
    document.flush();
  }
  await saveFile(actor.client, document, actor.client, { endsTurn: true });
}

/** Takes an edit of somebody else back on purpose. */
function revert(simulation: Simulation): void {
  const actor = someone(simulation);
  const ready = actor
    ? [...actor.editors.values()].filter((each) => each.document.isEditable && each.others.length > 0)
    : [];
  if (ready.length === 0) return simulation.idle();
  const editor = simulation.random.pick(ready);
  const before = editor.text;
  const step = simulation.random.pick(editor.others);
  const remade = [...standingByDisk(editor), ...deletedOfDisk(editor, step)];
  editor.document.revert(step);
  noteGone(simulation, before, editor.text);
  // A word that a merge with the disk had inserted anew, beside the old one, comes back by an explicit restore all the
  // same.
  for (const word of remade) if (editor.text.split(word).length > 2) simulation.returned.add(word);
}

/** Finds words that the disk has put into a text. */
function standingByDisk({ document, text }: Editor): string[] {
  const stretches = authorRangesOf(document).filter(({ by }) => by?.author === 'disk');
  return [...text.matchAll(wordPattern)].flatMap(({ 0: word, index }) => {
    const isDisks = stretches.some(({ offset, length }) => offset < index + word.length && offset + length > index);
    return isDisks ? word : [];
  });
}

/** Finds words that the disk had put in, and that a step has deleted. */
function deletedOfDisk({ document }: Editor, { deleted }: Step): string[] {
  return deleted.flatMap(({ client, clock, text }) => {
    const pieces = document.facts.authors.pieces(client, clock, text.length);
    return pieces.some(({ value }) => value?.author === 'disk')
      ? [...text.matchAll(wordPattern)].map(([word]) => word)
      : [];
  });
}

/** Rewriting a text in many places. */
export const rewriting: Operation[] = [
  { name: 'replace all', weight: 2, run: replaceAll },
  { name: 'format on save', weight: 2, run: formatOnSave },
  { name: 'complete on save', weight: 2, run: completeOnSave },
  { name: "revert somebody's edit", weight: 2, run: revert },
];
