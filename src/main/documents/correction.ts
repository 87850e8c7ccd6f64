import * as Y from 'yjs';
import { textName } from '../../shared/capabilities/documents/update-rules.ts';
import type { Environment } from '../../shared/core/environment.ts';
import { diffItems } from '../../shared/text/diff-items.ts';
import { joinEdits, type TextEdit } from '../../shared/text/edits.ts';
import { standingItems } from '../../shared/text/items.ts';
import { applyTo, load } from './seed.ts';

/**
 * Turns the text of `state` into `after`, where a change by `client` merged to another text. Text of others that
 * `after` has as well is not taken out and put in anew if that can be had: its author may be removing it, or bringing
 * it back, at this moment, and would then have it twice. So the insertions of `client` give way instead.
 */
export function corrected(state: Uint8Array, client: number, after: string, environment: Environment): Uint8Array {
  const document = load(environment, state);
  const text = document.getText(textName);
  const own = stretchesOf(text, client);
  const edits = diffItems(text, after);
  document.transact(() => {
    if (edits.every((edit) => isWithin(edit, own))) return applyTo(text, edits);
    applyTo(text, own);
    applyTo(text, diffItems(text, after));
  });
  return Y.encodeStateAsUpdate(document);
}

/** Finds the stretches that a client has inserted, as edits that take them out. */
function stretchesOf(text: Y.Text, client: number): TextEdit[] {
  const stretches: TextEdit[] = [];
  for (const { item, offset } of standingItems(text))
    if (item.id.client === client) stretches.push({ offset, deleteLength: item.length, insertText: '' });
  return joinEdits(stretches);
}

/** Says whether an edit takes nothing out but what is in these stretches. */
function isWithin({ offset, deleteLength }: TextEdit, stretches: readonly TextEdit[]): boolean {
  if (deleteLength === 0) return true;
  const end = offset + deleteLength;
  return stretches.some((each) => each.offset <= offset && end <= each.offset + each.deleteLength);
}
