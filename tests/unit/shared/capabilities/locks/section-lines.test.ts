import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { TextCopy } from '../../../../../src/shared/capabilities/documents/text-copy.ts';
import type { Lock } from '../../../../../src/shared/capabilities/locks/lock-state.ts';
import { type SectionLock, touchedSection } from '../../../../../src/shared/capabilities/locks/section-lines.ts';

const writer = { replica: 'r', author: 'somebody', isDisk: false };

/** Says whether an edit of a text touches a section, from one offset to another, that was locked in it before. */
function touches(text: string, [from, to]: [number, number], edit: (text: Y.Text) => void): boolean {
  const own = new Y.Doc();
  const written = own.getText('text');
  const copy = new TextCopy();
  const take = () => ({
    is: 'updated' as const,
    body: { update: Y.encodeStateAsUpdate(own, Y.encodeStateVector(copy.document)) },
    v: 2,
    atMs: 0,
  });
  written.insert(0, text);
  copy.take({ is: 'bound', client: own.clientID }, writer);
  copy.take(take(), writer);
  const anchorAt = (offset: number) =>
    Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(copy.text, offset, -1));
  const lock = { id: 'l', selection: { anchor: anchorAt(from), head: anchorAt(to) } } as Lock as SectionLock;
  edit(written);
  return touchedSection(copy, take(), writer, [lock]) === lock;
}

const text = 'one\ntwo\nthree\nfour';

it('is touched by what changes a character of its lines, and by nothing else', () => {
  const second: [number, number] = [4, 7];
  expect(touches(text, second, (all) => all.insert(5, 'x'))).toBe(true);
  expect(touches(text, second, (all) => all.insert(7, 'x'))).toBe(true);
  expect(touches(text, second, (all) => all.delete(2, 3))).toBe(true);
  expect(touches(text, second, (all) => all.insert(3, 'x'))).toBe(false);
  expect(touches(text, second, (all) => all.insert(8, 'x\n'))).toBe(false);
  expect(touches(text, second, (all) => all.delete(8, 5))).toBe(false);
});

it('locks nothing where a text does not have it', () => {
  const copy = new TextCopy();
  const nowhere = Y.encodeRelativePosition(Y.createRelativePositionFromJSON({ item: { client: 9, clock: 9 } }));
  const lock = { id: 'l', selection: { anchor: nowhere, head: nowhere } } as Lock as SectionLock;
  expect(touchedSection(copy, null, writer, [lock])).toBeNull();
});
