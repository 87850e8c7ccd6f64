import { describe, expect, it } from 'vitest';
import { linesIn, linesNow, placeIn } from '../../../../src/client/comments/comment-place.ts';
import { TextDocument } from '../../../../src/client/text-document.ts';
import { VirtualWorld } from '../../../sim/virtual-world.ts';
import { idOf } from '../../shared/session/sample-of.ts';

const text = 'alpha one\nbeta two\n\ngamma three is here\ndelta four\n';

function documentOf(content: string): TextDocument {
  const document = new TextDocument({
    ref: idOf('doc'),
    environment: new VirtualWorld(1).environment(),
    replica: idOf('ann'),
    author: () => '',
    send: () => undefined,
  });
  document.markReady();
  document.edit([{ offset: 0, deleteLength: 0, insertText: content }]);
  return document;
}

/** Replaces the first occurrence of a text. */
function replace(document: TextDocument, old: string, insertText: string): void {
  document.edit([{ offset: document.toString().indexOf(old), deleteLength: old.length, insertText }]);
}

describe('the place of a comment', () => {
  it('is the same again in the same text, for any lines', () => {
    const document = documentOf(text);
    for (let start = 1; start <= 5; start++)
      for (let end = start; end <= 5; end++) {
        const place = placeIn(document, { start, end });
        expect(linesNow(document, place)).toEqual({ start, end });
        expect(linesIn(text, place)).toEqual({ start, end });
      }
  });

  it('moves with its characters: lines before, in and after it, and a break at its very beginning', () => {
    const document = documentOf(text);
    const place = placeIn(document, { start: 4, end: 4 });
    replace(document, 'alpha', 'new\nalpha');
    expect(linesNow(document, place)).toEqual({ start: 5, end: 5 });
    document.edit([{ offset: document.toString().indexOf('gamma'), deleteLength: 0, insertText: '\n' }]);
    expect(linesNow(document, place)).toEqual({ start: 6, end: 6 });
    replace(document, 'three', '\nthree, more');
    expect(linesNow(document, place)).toEqual({ start: 6, end: 7 });
    replace(document, 'delta', 'delta delta');
    expect(linesNow(document, place)).toEqual({ start: 6, end: 7 });
  });

  it('is found by its words where they were cut out and put in elsewhere, and gone where they are not', () => {
    const document = documentOf(text);
    const place = placeIn(document, { start: 4, end: 4 });
    replace(document, 'gamma three is here\n', '');
    expect(linesNow(document, place)).toBeNull();
    replace(document, 'alpha', 'gamma three is here\nalpha');
    expect(linesNow(document, place)).toEqual({ start: 1, end: 1 });
  });

  it('is not the line that has come to stand where it was', () => {
    const document = documentOf(text);
    const place = placeIn(document, { start: 2, end: 2 });
    replace(document, 'eta two', 'something else');
    expect(linesNow(document, place)).toBeNull();
  });
});
