import * as Y from 'yjs';
import { textName } from '../shared/capabilities/documents/update-rules.ts';
import type { TextDocument } from './text-document.ts';
import { type Step, takeBackInParts } from './undo-stack.ts';

/** Gives a text as it would be with a step taken back, whosever it is; the text itself stays as it is. */
export function textAfterUndo(document: TextDocument, { inserted, deleted }: Omit<Step, 'group'>): string {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, document.encode());
  const text = copy.getText(textName);
  const place = { document: copy, text, facts: document.facts, author: '', origin: copy };
  const nothing = () => undefined;
  takeBackInParts(place, { inserted, deleted, group: null }, true, { before: nothing, restored: nothing });
  const after = text.toString();
  copy.destroy();
  return after;
}
