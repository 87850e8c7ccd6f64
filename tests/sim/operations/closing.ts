import { putsIn } from '../../../src/client/reverting.ts';
import { inSaveTurn } from '../../../src/client/save-turn.ts';
import { isHostHere } from '../../../src/shared/capabilities/hosting/known-host.ts';
import { hashText } from '../../../src/shared/text/hash.ts';
import type { Actor, Editor } from '../cast.ts';
import type { Simulation } from '../simulation.ts';
import { wordPattern } from '../words.ts';
import { noteGone, type Operation, someEditor, someone } from './common.ts';

/** Closes somebody's text without saving: everybody's text stays. */
function closeWithoutSaving(simulation: Simulation): void {
  const actor = someone(simulation);
  if (!actor || actor.editors.size === 0) return simulation.idle();
  actor.close(simulation.random.pick([...actor.editors.keys()]));
}

/** Reverts a text to the disk's, in somebody's window, whoever wrote the rest. */
function revertFile(simulation: Simulation): void {
  const chosen = someEditor(simulation);
  const onDisk = chosen && textOnDisk(simulation, chosen);
  if (!chosen || onDisk === null || onDisk === chosen.editor.text) return simulation.idle();
  const { client } = chosen.actor;
  const take = async (isMine: boolean) => takeToDisk(simulation, chosen, isMine);
  void inSaveTurn(client, client, chosen.editor.document, take).catch((thrown) => simulation.problem(String(thrown)));
}

interface Chosen {
  actor: Actor;
  editor: Editor;
}

/** Reads the disk's text as a window does: only where it is the one that the log tells of. */
function textOnDisk({ disk }: Simulation, { actor, editor }: Chosen): string | null {
  const info = actor.client.state.documents[editor.document.ref];
  if (!info?.path || info.deleted || info.conflict || !isHostHere(actor.client.state)) return null;
  const text = disk.text(info.path);
  return text !== null && hashText(text) === info.saved?.hash ? text : null;
}

function takeToDisk(simulation: Simulation, chosen: Chosen, isMine: boolean): void {
  const { actor, editor } = chosen;
  const onDisk = textOnDisk(simulation, chosen);
  // The editor may be closed by now.
  if (onDisk === null || actor.gone || actor.editors.get(editor.document.ref) !== editor) return;
  // Refused, as in windows.
  if (!isMine && putsIn(editor.document, onDisk)) return;
  const before = editor.text;
  // The words that come back may be brought back by others too, and go by undo.
  for (const [word] of onDisk.matchAll(wordPattern)) {
    if (before.includes(word)) continue;
    simulation.returned.add(word);
    simulation.touched.add(word);
  }
  editor.document.revertTo(onDisk);
  noteGone(simulation, before, editor.text);
}

const encodings = [
  { encoding: 'utf8', bom: false },
  { encoding: 'utf8', bom: true },
  { encoding: 'utf16le', bom: true },
] as const;

/** Chooses another format for a text, in somebody's window. */
function changeFormat(simulation: Simulation): void {
  const chosen = someEditor(simulation);
  if (!chosen) return simulation.idle();
  const { random } = simulation;
  const to = { ...random.pick(encodings), eol: random.pick(['lf', 'crlf', 'cr'] as const) };
  void chosen.editor.document.format.choose(to).catch(() => undefined);
}

/** Ways to be done with a text. */
export const closing: Operation[] = [
  { name: 'close without saving', weight: 2, run: closeWithoutSaving },
  { name: 'revert file', weight: 1.5, run: revertFile },
  { name: 'change format', weight: 1.5, run: changeFormat },
];
