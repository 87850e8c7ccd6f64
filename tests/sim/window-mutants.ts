import * as Y from 'yjs';
import { Documents } from '../../src/client/documents.ts';
import { MemoryOutbox, Outbox } from '../../src/client/outbox.ts';
import { TextDocument } from '../../src/client/text-document.ts';
import { TextCopy } from '../../src/shared/capabilities/documents/text-copy.ts';
import { diffTexts } from '../../src/shared/text/diff.ts';
import { type Mutant, patch } from './mutant.ts';

/** Mutants in a window. */
export const ofTheWindow: Mutant[] = [
  {
    name: 'acknowledge before the commit',
    apply: () =>
      patch(Outbox.prototype, 'takeUnsent', (takeUnsent) => {
        return function (this: Outbox) {
          const items = takeUnsent.call(this);
          this.acknowledge(items.at(-1)?.entry.n ?? 0);
          return items;
        };
      }),
  },
  {
    name: 'lose the outbox at a crash',
    apply: () => patch(MemoryOutbox.prototype, 'load', () => async () => []),
  },
  {
    name: 'skip the rebuilding after a refusal',
    apply: () => patch(Documents.prototype, 'refused', () => () => undefined),
  },
  {
    name: 'undo what others wrote',
    apply: () => {
      const texts = new WeakMap<TextDocument, string[]>();
      const mendEdit = patch(TextDocument.prototype, 'edit', (edit) => {
        return function (this: TextDocument, edits, from) {
          texts.set(this, [...(texts.get(this) ?? []), this.toString()]);
          return edit.call(this, edits, from);
        };
      });
      const mendUndo = patch(TextDocument.prototype, 'undo', () => {
        return function (this: TextDocument) {
          const before = texts.get(this)?.pop();
          if (before === undefined) return false;
          this.edit(diffTexts(this.toString(), before));
          texts.get(this)?.pop();
          return true;
        };
      });
      return () => {
        mendEdit();
        mendUndo();
      };
    },
  },
  {
    name: 'take a foreign client id',
    apply: () =>
      patch(TextCopy.prototype, 'take', (take) => {
        return function (this: TextCopy, change, writer, origin) {
          return take.call(this, change?.is === 'updated' ? { ...change, v: 1 } : change, writer, origin);
        };
      }),
  },
  {
    name: 'revert on close',
    apply: () => {
      const texts = new WeakMap<TextDocument, string>();
      const mendOpen = patch(Documents.prototype, 'open', (open) => {
        return async function (this: Documents, ref) {
          const document = await open.call(this, ref);
          if (!texts.has(document)) texts.set(document, document.toString());
          return document;
        };
      });
      const mendClose = patch(Documents.prototype, 'close', (close) => {
        return function (this: Documents, ref) {
          const document = this.get(ref);
          if (document) document.revertTo(texts.get(document) ?? '');
          close.call(this, ref);
        };
      });
      return () => {
        mendOpen();
        mendClose();
      };
    },
  },
  {
    name: 'let line ends and halves of pairs in as they come',
    apply: () => {
      let clientId = 1_000_000;
      return patch(TextDocument.prototype, 'edit', () => {
        return function (this: TextDocument, edits) {
          const copy = new Y.Doc();
          copy.clientID = clientId++;
          Y.applyUpdate(copy, this.encode());
          const vector = Y.encodeStateVector(copy);
          for (const { offset, deleteLength, insertText } of edits.toReversed()) {
            copy.getText('text').delete(offset, deleteLength);
            copy.getText('text').insert(offset, insertText);
          }
          this.applyOwn(Y.encodeStateAsUpdate(copy, vector));
          return true;
        };
      });
    },
  },
];
