import type { TextDocument } from '../../../src/client/text-document.ts';
import type { Act } from './typist.ts';

/** Does one step of a trace in a text, as one entry and one step of undo. Throws when the text is not as recorded. */
export function act(document: TextDocument, what: Act): void {
  if (what === 'undo') document.undo();
  else if (what === 'redo') document.redo();
  else {
    document.closeStep();
    for (const [offset, deleteLength, insertText] of what) {
      if (offset + deleteLength > document.length) throw new Error('the text is not the one of the trace');
      document.edit([{ offset, deleteLength, insertText }]);
    }
    document.closeStep();
  }
  document.flush();
}
