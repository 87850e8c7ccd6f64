import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { standingStep } from '../../../src/client/standing-step.ts';
import { type Step, stepOf } from '../../../src/client/undo-stack.ts';

/** Makes a text, edits it, and gives the step of that edit. */
function edited(before: string, edit: (text: Y.Text) => void): { text: Y.Text; step: Step } {
  const document = new Y.Doc();
  document.gc = false;
  const text = document.getText('t');
  text.insert(0, before);
  let step: Step | undefined;
  document.once('afterTransaction', (transaction: Y.Transaction) => {
    step = stepOf(transaction, null);
  });
  document.transact(() => edit(text));
  return { text, step: step! };
}

test('an inserted text is told with its words and its place, also after others have typed before it', () => {
  const { text, step } = edited('one\ntwo\n', (t) => t.insert(4, 'NEW '));
  expect(standingStep(text, step)).toEqual({ inserted: 'NEW ', deleted: '', offset: 4 });
  text.insert(0, 'zero\n');
  expect(standingStep(text, step)).toEqual({ inserted: 'NEW ', deleted: '', offset: 9 });
});

test('only the words that still stand are told', () => {
  const { text, step } = edited('one\n', (t) => t.insert(4, 'abcdef'));
  text.delete(5, 2);
  expect(standingStep(text, step)).toEqual({ inserted: 'adef', deleted: '', offset: 4 });
  text.delete(4, 4);
  expect(standingStep(text, step)).toEqual({ inserted: '', deleted: '', offset: null });
});

test('a deletion is told with its words, at the place where they stood', () => {
  const { text, step } = edited('one\ntwo\nthree\n', (t) => t.delete(4, 4));
  expect(standingStep(text, step)).toEqual({ inserted: '', deleted: 'two\n', offset: 4 });
});

test('a replacement is told with both', () => {
  const { text, step } = edited('let a = 1;\n', (t) => {
    t.delete(8, 1);
    t.insert(8, '42');
  });
  expect(standingStep(text, step)).toEqual({ inserted: '42', deleted: '1', offset: 8 });
});
