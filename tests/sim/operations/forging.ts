import * as Y from 'yjs';
import { textName } from '../../../src/shared/capabilities/documents/update-rules.ts';
import type { Simulation } from '../simulation.ts';
import { type Operation, someEditor } from './common.ts';

/** Sends text, by a changed client, under the Yjs client id of somebody else's window, while that may be typing. */
function forgeId(simulation: Simulation): void {
  const { people, random } = simulation;
  const chosen = someEditor(simulation);
  if (!chosen) return simulation.idle();
  const { actor, editor } = chosen;
  // The host's own windows are trusted: they may bring text that the host has not heard of.
  if (actor.letter === 'a') return simulation.idle();
  const { ref } = editor.document;
  const others = people.filter(
    (each) => each !== actor && each.ticket !== actor.ticket && each.editors.get(ref)?.document.isEditable,
  );
  if (others.length === 0) return simulation.idle();
  const victim = random.pick(others).editors.get(ref)!.document;
  // Nobody knows an id before the log has bound it: a guesser would be its first user, and so its owner.
  if (editor.document.known.ownerOf(victim.clientId) === undefined) return simulation.idle();
  const copy = new Y.Doc();
  Y.applyUpdate(copy, random.chance(0.5) ? victim.encode() : editor.document.encode());
  const before = Y.encodeStateVector(copy);
  copy.clientID = victim.clientId;
  const word = simulation.outsideWord(null);
  copy.getText(textName).insert(random.below(copy.getText(textName).length + 1), word);
  simulation.forged.add(word);
  simulation.forgers.add(actor.name);
  const update = Y.encodeStateAsUpdate(copy, before);
  void actor.client.publish('doc.updated', { update }, ref).catch(() => undefined);
}

/** Messages of changed clients. */
export const forging: Operation[] = [{ name: 'forge an id', weight: 1, run: forgeId }];
