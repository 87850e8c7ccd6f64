import { describe, expect, it } from 'vitest';
import { linesOf, selectedLines, selectionOf } from '../../../../src/client/locks/lock-lines.ts';
import { TextDocument } from '../../../../src/client/text-document.ts';
import { linesBetween } from '../../../../src/shared/capabilities/locks/section-lines.ts';
import { VirtualWorld } from '../../../sim/virtual-world.ts';
import { idOf } from '../../shared/session/sample-of.ts';

const text = 'one\ntwo\n\nfour\n';

function documentOf(content: string): TextDocument {
  const environment = new VirtualWorld(1).environment();
  const document = new TextDocument({
    ref: idOf('doc'),
    environment,
    replica: idOf('ann'),
    author: () => '',
    send: () => undefined,
  });
  document.markReady();
  document.edit([{ offset: 0, deleteLength: 0, insertText: content }]);
  return document;
}

describe('the lines of a lock', () => {
  it('are those in which its ends lie, whichever way round', () => {
    expect(linesBetween(text, 0, 3)).toEqual({ start: 1, end: 1 });
    expect(linesBetween(text, 9, 1)).toEqual({ start: 1, end: 4 });
    expect(linesBetween(text, text.length, text.length)).toEqual({ start: 5, end: 5 });
    expect(linesBetween('', 0, 0)).toEqual({ start: 1, end: 1 });
  });

  it('leave out the line that a selection only touches', () => {
    expect(selectedLines(text, 0, 4)).toEqual({ start: 1, end: 1 });
    expect(selectedLines(text, 4, 0)).toEqual({ start: 1, end: 1 });
    expect(selectedLines(text, 4, 4)).toEqual({ start: 2, end: 2 });
    expect(selectedLines(text, 0, 5)).toEqual({ start: 1, end: 2 });
  });

  it('are the same again from the selection that was made of them', () => {
    const document = documentOf(text);
    for (let start = 1; start <= 5; start++)
      for (let end = start; end <= 5; end++)
        expect(linesOf(document, selectionOf(document, { start, end }))).toEqual({ start, end });
  });

  it('go with the text: what is written in them is theirs, what is written around them is not', () => {
    const document = documentOf(text);
    const selection = selectionOf(document, { start: 2, end: 3 });
    document.edit([{ offset: 0, deleteLength: 0, insertText: 'zero\n' }]);
    expect(linesOf(document, selection)).toEqual({ start: 3, end: 4 });
    document.edit([{ offset: 10, deleteLength: 0, insertText: 'a\nb' }]);
    expect(linesOf(document, selection)).toEqual({ start: 3, end: 5 });
    document.edit([{ offset: 9, deleteLength: document.length - 9, insertText: '' }]);
    expect(linesOf(document, selection)).toEqual({ start: 3, end: 3 });
  });

  it('are unknown where the text that they begin in is', () => {
    expect(linesOf(documentOf(''), selectionOf(documentOf(text), { start: 2, end: 2 }))).toBeNull();
  });
});
