import { expect, it } from 'vitest';
import { TextDocument } from '../../../../src/client/text-document.ts';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import { bind } from '../../../../src/renderer/features/collaboration/binding.ts';
import { applyEdits, type TextEdit } from '../../../../src/shared/text/edits.ts';

function sharedText(text: string): TextDocument {
  const options = { ref: 'ref', environment: nodeEnvironment, author: () => 'me', replica: 'mine' };
  const document = new TextDocument({ ...options, send: () => undefined });
  document.markReady();
  document.edit([{ offset: 0, deleteLength: 0, insertText: text }]);
  return document;
}

/** An editor's text; its own edits are counted. */
function openIn(document: TextDocument) {
  let told: (changes: readonly TextEdit[], manner: 'typed') => void = () => undefined;
  const editor = {
    value: document.toString(),
    shown: 0,
    type(offset: number, insertText: string): void {
      const edits = [{ offset, deleteLength: 0, insertText }];
      editor.value = applyEdits(editor.value, edits);
      told(edits, 'typed');
    },
    stop: (): void => undefined,
  };
  const model = {
    getValue: () => editor.value,
    onLocalChange: (listener: typeof told) => {
      told = listener;
      return () => undefined;
    },
    onComposition: () => () => undefined,
    endComposition: () => undefined,
    applyRemote: (edits: readonly TextEdit[]) => {
      editor.shown++;
      editor.value = applyEdits(editor.value, edits);
    },
  };
  editor.stop = bind(model, document, editor.value).stop;
  return editor;
}

it('shows what is typed in one editor of a text in its others too: a renamed file has two for a moment', () => {
  const document = sharedText('morning');
  const [before, after] = [openIn(document), openIn(document)];
  after.type(0, 'daw');
  before.type(3, 'n ');
  expect([document.toString(), before.value, after.value]).toEqual(Array(3).fill('dawn morning'));
  expect([before.shown, after.shown]).toEqual([1, 1]);
});

it('tells the words of a program, of undo and of others to every editor, and those of an editor that is gone to none', () => {
  const document = sharedText('morning');
  const [gone, here] = [openIn(document), openIn(document)];
  gone.stop();
  here.type(0, 'early ');
  document.edit([{ offset: document.length, deleteLength: 0, insertText: '!' }]);
  expect([document.toString(), here.value, gone.value]).toEqual(['early morning!', 'early morning!', 'morning']);
  document.undo();
  expect(here.value).toBe(document.toString());
});
