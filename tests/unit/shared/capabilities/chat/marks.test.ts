import { expect, it } from 'vitest';
import { everybodysRoom } from '../../../../../src/shared/capabilities/chat/chat-state.ts';
import { FoldedRoom } from '../../../../../src/shared/capabilities/chat/folded-room.ts';
import { ann, annsWindow, bob, bobsWindow, entryOf, foldAll, joined } from '../../session/entries.ts';
import { idOf } from '../../session/sample-of.ts';

const kinds = ['read', 'received'] as const;
const before = foldAll([joined(ann, annsWindow, 'owner'), joined(bob, bobsWindow, 'editor')]);

const told = (measure: (typeof kinds)[number], upTo: number, seq = 100, ref: string | null = everybodysRoom) =>
  entryOf(`chat.${measure}`, { upTo }, { by: bobsWindow, ref, seq });

it.each(kinds)('how far each person is goes on alone, and never beyond what there is: %s', (measure) => {
  const markOf = (...entries: ReturnType<typeof told>[]) =>
    foldAll(entries, before).chatRooms[everybodysRoom]?.[measure]?.[bob];
  expect(markOf(told(measure, 7))).toBe(7);
  expect(markOf(told(measure, 7), told(measure, 3))).toBe(7);
  expect(markOf(told(measure, Number.MAX_SAFE_INTEGER))).toBe(100);
  expect(markOf(told(measure, 7, 100, null), told(measure, 7, 100, idOf('elsewhere')))).toBeUndefined();
  const removed = entryOf('participant.removed', { person: bob, ban: false }, { by: annsWindow });
  expect(markOf(told(measure, 7), removed)).toBeUndefined();
});

it('having a message is not having seen it', () => {
  const { read, received } = foldAll([told('received', 7)], before).chatRooms[everybodysRoom]!;
  expect([read[bob], received?.[bob]]).toEqual([undefined, 7]);
});

it('of two people, the past of their messages has both, also from its checkpoint', () => {
  const pair = new FoldedRoom();
  const said = { message: idOf('1'), replyTo: null, words: 'one', mentions: [], priority: 'normal' as const };
  pair.take(entryOf('direct.posted', { ...said, snippet: null }, { seq: 1 }), ann);
  pair.take(entryOf('direct.received', { upTo: 1 }, { seq: 2 }), bob);
  pair.take(entryOf('direct.received', { upTo: 0 }, { seq: 3 }), bob);
  pair.take(entryOf('direct.read', { upTo: 9 }, { seq: 4 }), ann);
  const again = new FoldedRoom();
  again.load(pair.encode()!);
  for (const room of [pair, again]) {
    expect([...room.received]).toEqual([[bob, 1]]);
    expect([...room.read]).toEqual([[ann, 4]]);
  }
});
