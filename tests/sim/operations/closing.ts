import type { Simulation } from '../simulation.ts';
import { wordPattern } from '../words.ts';
import { noteGone, type Operation, someEditor, someone } from './common.ts';

/** Somebody closes a text, and saves nothing: what they and others have written stays. */
function closeWithoutSaving(simulation: Simulation): void {
  const actor = someone(simulation);
  if (!actor || actor.editors.size === 0) return simulation.idle();
  actor.close(simulation.random.pick([...actor.editors.keys()]));
}

/** Somebody takes a text to what the disk holds, whoever wrote what goes. */
function revertFile(simulation: Simulation): void {
  const chosen = someEditor(simulation);
  const info = chosen?.actor.client.state.documents[chosen.editor.document.ref];
  const onDisk = info?.path && !info.deleted ? simulation.disk.text(info.path) : null;
  if (!chosen || onDisk === null || onDisk === chosen.editor.text) return simulation.idle();
  const { editor } = chosen;
  const before = editor.text;
  // What comes back may be brought back by others too, and goes by undo.
  for (const [word] of onDisk.matchAll(wordPattern)) {
    if (before.includes(word)) continue;
    simulation.returned.add(word);
    simulation.touched.add(word);
  }
  editor.document.revertTo(onDisk);
  noteGone(simulation, before, editor.text);
}

/** How people are done with a text. */
export const closing: Operation[] = [
  { name: 'close without saving', weight: 2, run: closeWithoutSaving },
  { name: 'revert file', weight: 1.5, run: revertFile },
];
